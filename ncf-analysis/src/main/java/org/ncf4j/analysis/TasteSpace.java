package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.model.NcfModel;

/**
 * Items as the users of a model tell them apart.
 *
 * <p>The numbers of an item's factors alone mean little: a factor may be multiplied by anything in all items if it is divided by
 * it in all users, and the model is the same. What the model says is the product half's part of the logit, {@code z(u, i) = sum
 * over f of h_f p_uf q_if}, with the head's weights h (1 for matrix factorization). With C the covariance of {@code h * p_u}
 * over the users and {@code C = V L V'} its eigenvalues and -vectors, an item's place here is {@code x_i = sqrt(L) V' q_i}. So
 *
 * <pre>
 * |x_i - x_j|^2 = variance over the users of z(u, i) - z(u, j)
 * </pre>
 *
 * <p>Items are near to each other if all users would rather have the one than the other by the same amount: taste is kept, and
 * what an item is to everybody, its popularity above all, drops out. Distances are the same for two models that say the same; the
 * axes may be turned or mirrored.
 * Distances are log-odds. The tower of a NeuMf is not looked at; its biases and those of matrix factorization drop out by
 * themselves.
 */
public final class TasteSpace {
    private TasteSpace() {}

    /**
     * Places the items of a model.
     *
     * @param model a model with a product half: GMF, NeuMF or matrix factorization
     * @return items x factors, the columns by falling variance over the users
     * @throws IllegalArgumentException if the model has no product half, as an MLP has none
     */
    public static FMatrixRMaj of(NcfModel model) {
        List<String> names = model.tensorNames();
        boolean isFactors = names.contains("mf_item");
        if (!isFactors && !names.contains("gmf_item")) {
            throw new IllegalArgumentException(
                    "model must have a product half, but is " + model.config().type());
        }
        FMatrixRMaj items = model.tensor(isFactors ? "mf_item" : "gmf_item");
        FMatrixRMaj users = model.tensor(isFactors ? "mf_user" : "gmf_user");
        double[] head = new double[items.getNumCols()];
        if (isFactors) {
            Arrays.fill(head, 1);
        } else {
            FMatrixRMaj kernel = model.tensor("head_kernel"); // of the product half first
            Arrays.setAll(head, f -> kernel.get(f, 0));
        }
        return placed(items, covariance(users, head));
    }

    private static double[][] covariance(FMatrixRMaj users, double[] head) {
        int count = users.getNumRows();
        double[] mean = new double[head.length];
        for (int u = 0; u < count; u++) {
            for (int f = 0; f < head.length; f++) {
                mean[f] += head[f] * users.get(u, f) / count;
            }
        }
        double[][] covariance = new double[head.length][head.length];
        double[] centred = new double[head.length];
        for (int u = 0; u < count; u++) {
            for (int f = 0; f < head.length; f++) {
                centred[f] = head[f] * users.get(u, f) - mean[f];
            }
            for (int a = 0; a < head.length; a++) {
                for (int b = 0; b < head.length; b++) {
                    covariance[a][b] += centred[a] * centred[b] / count;
                }
            }
        }
        return covariance;
    }

    private static FMatrixRMaj placed(FMatrixRMaj items, double[][] covariance) {
        // of symmetric matrices it sorts the eigenvalues, the greatest first
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
        FMatrixRMaj placed = new FMatrixRMaj(items.getNumRows(), items.getNumCols());
        for (int axis = 0; axis < items.getNumCols(); axis++) {
            // rounding can make an eigenvalue of 0 slightly negative
            double deviation = Math.sqrt(Math.max(0, eigen.getRealEigenvalue(axis)));
            double[] direction = eigen.getEigenvector(axis).toArray();
            for (int i = 0; i < items.getNumRows(); i++) {
                double sum = 0;
                for (int f = 0; f < direction.length; f++) {
                    sum += direction[f] * items.get(i, f);
                }
                placed.set(i, axis, (float) (deviation * sum));
            }
        }
        return placed;
    }
}
