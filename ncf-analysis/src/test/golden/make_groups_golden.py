"""Writes the golden data of AgreementTest and ClusterAttributesTest: what scikit-learn and SciPy say of groupings.

Run with Python 3, scikit-learn and SciPy (written with 1.2.1, 1.10.1 and NumPy 1.24.2), from the folder of the module:

    python3 src/test/golden/make_groups_golden.py
"""

import json
import pathlib

import numpy as np
from scipy.stats import hypergeom
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix


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
    golden = {
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
