"""Writes the golden data of AgreementTest, ClusterAttributesTest and DriftTest: what scikit-learn and SciPy say.

Run with Python 3, scikit-learn and SciPy (written with 1.2.1, 1.10.1 and NumPy 1.24.2), from the folder of the module:

    python3 src/test/golden/make_groups_golden.py
"""

import json
import pathlib

import numpy as np
from scipy.linalg import orthogonal_procrustes
from scipy.spatial import procrustes
from scipy.stats import hypergeom
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.neighbors import NearestNeighbors


def agreement(name, groups, other):
    groups = [int(g) for g in groups]
    other = [int(g) for g in other]
    table = contingency_matrix(groups, other)
    return {
        "name": name,
        "groups": groups,
        "other": other,
        "rand": float(adjusted_rand_score(groups, other)),
        "information": float(normalized_mutual_info_score(groups, other)),
        "purity": float(table.max(axis=1).sum() / table.sum()),
    }


def neighbours(rows, k):
    found = NearestNeighbors(n_neighbors=k + 1, metric="cosine").fit(rows).kneighbors(rows, return_distance=False)
    return [set(near) - {row} for row, near in enumerate(found)]


def drift(name, before, after):
    before = np.float32(before).astype(float)
    after = np.float32(after).astype(float)
    k = min(10, (len(before) - 1) // 2)
    overlap = [len(a & b) / k for a, b in zip(neighbours(before, k), neighbours(after, k))]
    width = max(before.shape[1], after.shape[1])
    x, y = (np.pad(m, ((0, 0), (0, width - m.shape[1]))) for m in (before, after))
    residual = procrustes(x, y)[2]
    x = x - x.mean(axis=0)
    y = y - y.mean(axis=0)
    rotation, trace = orthogonal_procrustes(y, x)
    moved = np.linalg.norm(x - trace / (y**2).sum() * y @ rotation, axis=1) / np.sqrt((x**2).sum() / len(x))
    return {
        "name": name,
        "rows": before.tolist(),
        "after": after.tolist(),
        "residual": float(residual),
        "distances": moved.tolist(),
        "overlaps": overlap,
    }


def benjamini_hochberg(p):
    # as scipy.stats.false_discovery_control, which SciPy has from 1.11 on
    p = np.array(p)
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted.tolist()


def main():
    rng = np.random.default_rng(11)
    truth = rng.integers(0, 5, 60)
    noisy = np.where(rng.random(60) < 0.3, rng.integers(0, 5, 60), truth)
    tails = []
    for population, marked, drawn in [(10, 4, 5), (60, 20, 15), (3706, 100, 450), (3706, 1493, 450), (100000, 900, 3000)]:
        for found in range(0, min(marked, drawn) + 1, max(1, min(marked, drawn) // 9)):
            tails.append([population, marked, drawn, found, float(hypergeom.sf(found - 1, population, marked, drawn))])
    p = [0.001, 0.04, 0.03, 0.04, 0.8, 0.0004, 1.0, 0.012]
    items = np.random.default_rng(12)
    before = items.normal(size=(60, 4)) * [3, 2, 1, 1] + [1, 0, -2, 0]
    turn = np.linalg.qr(items.normal(size=(4, 4)))[0]
    golden = {
        "drift": [
            drift("turned, scaled, moved and noisy", before, 1.7 * before @ turn + 5 + 0.6 * items.normal(size=(60, 4))),
            drift("wider", before[:15, :2], np.hstack([before[:15], items.normal(size=(15, 1))])),
            drift("unrelated", before, items.normal(size=(60, 4))),
        ],
        "agreement": [
            agreement("noisy", noisy, truth),
            agreement("independent", rng.integers(0, 4, 200), rng.integers(0, 7, 200)),
            agreement("other numbers", [7, 7, -1, -1, 3], [0, 0, 5, 5, 9]),
            agreement("worse than chance", [0, 0, 1, 1], [0, 1, 0, 1]),
            agreement("both one group", [4, 4, 4], [1, 1, 1]),
            agreement("one group and singles", [0, 0, 0], [0, 1, 2]),
            agreement("singles and one group", [0, 1, 2], [0, 0, 0]),
            agreement("both singles", [0, 1, 2], [5, 4, 3]),
            agreement("one thing", [3], [8]),
            agreement("finer", [0, 1, 2, 3, 4, 5], [0, 0, 0, 1, 1, 1]),
        ],
        "tails": [{"rows": tails}],
        "adjusted": [{"p": p, "adjusted": benjamini_hochberg(p)}],
    }
    here = pathlib.Path(__file__).resolve().parent
    target = here.parent / "resources/org/ncf4j/analysis/groups.json"
    target.write_text(json.dumps(golden) + "\n")


main()
