"""Writes the golden data of PcaTest, KMeansTest and SilhouettesTest: what scikit-learn finds in random rows.

Run with Python 3 and scikit-learn (written with 1.2.1 and NumPy 1.24.2), from the folder of the module:

    python3 src/test/golden/make_golden.py

Axes get the sign of scikit-learn 1.5 and later: the loading of the largest absolute value is positive.
"""

import json
import pathlib

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_samples, silhouette_score


def rows_of(array):
    # float32 values written so that they read back exactly
    return [[float(v) for v in row] for row in array.astype(np.float32)]


def pca_case(name, x, components):
    x = np.array(rows_of(x))
    fitted = PCA(n_components=components, svd_solver="full").fit(x)
    axes = fitted.components_
    largest = np.argmax(np.abs(axes), axis=1)
    sign = np.sign(axes[np.arange(components), largest])
    return {
        "name": name,
        "components": components,
        "rows": rows_of(x),
        "mean": fitted.mean_.tolist(),
        "variance": fitted.explained_variance_.tolist(),
        "ratio": fitted.explained_variance_ratio_.tolist(),
        "axes": (axes * sign[:, None]).tolist(),
        "transformed": (fitted.transform(x) * sign).tolist(),
    }


def kmeans_case(name, x, clusters):
    x = np.array(rows_of(x))
    best = KMeans(clusters, n_init=200, random_state=0, tol=0, algorithm="lloyd").fit(x)
    return {
        "name": name,
        "clusters": clusters,
        "rows": rows_of(x),
        "inertia": float(best.inertia_),
        "inertia of 20 starts": inertia_of_20_starts(x, clusters),
        "sizes": sorted(np.bincount(best.labels_).tolist(), reverse=True),
    }


def inertia_of_20_starts(x, clusters):
    return float(KMeans(clusters, n_init=20, random_state=0, tol=0, algorithm="lloyd").fit(x).inertia_)


def silhouette_case(name, x, labels):
    x = np.array(rows_of(x))
    return {
        "name": name,
        "rows": rows_of(x),
        "labels": [int(label) for label in labels],
        "silhouettes": silhouette_samples(x, labels).tolist(),
        "mean": float(silhouette_score(x, labels)),
    }


def main():
    rng = np.random.default_rng(7)
    mixing = rng.normal(size=(6, 6))
    blobs = rng.normal(size=(5, 4))[rng.integers(0, 5, 80)] * 2 + rng.normal(size=(80, 4)) * 0.4
    golden = {
        "pca": [
            pca_case("correlated", rng.normal(size=(40, 6)) @ mixing, 6),
            pca_case("two of many", rng.normal(size=(30, 12)) * np.linspace(3, 0.5, 12), 2),
            pca_case("fewer rows than columns", rng.normal(size=(5, 9)), 4),
            pca_case("far from the origin", rng.normal(size=(25, 3)) * [1, 2, 3] + [1000, -500, 250], 3),
        ],
        "kmeans": [
            kmeans_case("blobs", blobs, 5),
            kmeans_case("noise", rng.normal(size=(60, 3)), 4),
        ],
    }
    tiles = rng.normal(size=(300, 10)) @ rng.normal(size=(10, 10)) + rng.normal(size=10)
    golden["pca"].append(pca_case("several tiles of rows", tiles, 3))
    overlapping = rng.normal(size=(8, 6))[rng.integers(0, 8, 400)] + rng.normal(size=(400, 6))
    golden["kmeans"].append(kmeans_case("overlapping", overlapping, 8))
    golden["silhouette"] = [
        silhouette_case("blobs", blobs, KMeans(5, n_init=20, random_state=0).fit(blobs).labels_),
        silhouette_case("any labels", rng.normal(size=(150, 3)), rng.integers(0, 4, 150)),
        silhouette_case("one row alone", rng.normal(size=(20, 2)), [2] + [0, 1] * 9 + [0]),
        silhouette_case("equal rows", np.repeat(rng.normal(size=(4, 2)), 3, axis=0), [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]),
    ]
    here = pathlib.Path(__file__).resolve().parent
    target = here.parent / "resources/org/ncf4j/analysis/golden.json"
    target.write_text(json.dumps(golden) + "\n")


main()
