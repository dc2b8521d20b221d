"""scikit-learn's half of AnalysisRun, which starts it and says on each line of the input what to do:

    kmeans FILE ROWS COLUMNS CLUSTERS STARTS ITERATIONS
    pca FILE ROWS COLUMNS COMPONENTS

FILE holds float32, row after row. Each line is answered by one: milliseconds, and the inertia and the iterations of the best
start, or the first explained variance. "versions" is answered by who runs.
"""

import sys
import time

import numpy as np
import sklearn
import threadpoolctl
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.utils import check_array


def versions():
    pools = ", ".join(
        f"{pool['internal_api']} {pool['version'] or ''} {pool.get('architecture', '')} {pool['num_threads']} threads"
        for pool in threadpoolctl.threadpool_info()
    )
    return f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}; {pools}; PCA by {pca_name()}"


def pca_name():
    return "covariance_eigh" if has_covariance_solver() else "NumPy's product and eigh"


def has_covariance_solver():
    return tuple(int(part) for part in sklearn.__version__.split(".")[:2]) >= (1, 5)


def kmeans(x, clusters, starts, iterations):
    found = KMeans(clusters, n_init=starts, max_iter=iterations, tol=0, random_state=1, algorithm="lloyd").fit(x)
    return f"{found.inertia_} {found.n_iter_}"


def pca(x, components):
    """What covariance_eigh computes, where scikit-learn is older than it."""
    if has_covariance_solver():
        return PCA(components, svd_solver="covariance_eigh").fit(x).explained_variance_[0]
    x = check_array(x, dtype=[np.float64, np.float32])
    mean = x.mean(axis=0)
    covariance = x.T @ x
    covariance -= len(x) * np.outer(mean, mean)
    covariance /= len(x) - 1
    values, vectors = np.linalg.eigh(covariance)
    vectors = np.ascontiguousarray(vectors.T[::-1][:components])
    return values[::-1][:components][0]


def main():
    matrices = {}
    for line in sys.stdin:
        words = line.split()
        if words[0] == "versions":
            print(versions(), flush=True)
            continue
        task, file = words[:2]
        numbers = [int(word) for word in words[2:]]
        if file not in matrices:
            x = np.fromfile(file, dtype=np.float32).reshape(numbers[0], numbers[1])
            # K-Means in float32, which is faster here; PCA in double, as ncf4j's
            matrices[file] = {"kmeans": x, "pca": x.astype(np.float64)}
        begun = time.perf_counter()
        result = (kmeans if task == "kmeans" else pca)(matrices[file][task], *numbers[2:])
        print(1000 * (time.perf_counter() - begun), result, flush=True)


main()
