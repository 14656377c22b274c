"""Worked examples that the NIST/SEMATECH e-Handbook of Statistical Methods prints, by section.

Only data and printed numbers. Where the handbook rounds a constant, both numbers stand in the tests.
"""

import numpy as np

FLOW_RATE = np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
"""Section 6.3.2.2: ten batches; mean 50.81, mean moving range 1.8778, limits 55.8041 and 45.8159 with d2 = 1.128."""
WEIGHTED = np.array([52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5,
                     49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])  # fmt: skip
"""Section 6.3.2.4: EWMA with weight 0.3, target 50, deviation 2.0539."""
WEIGHTED_PRINTED = (50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33,
                    50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99)  # fmt: skip
SUMMED = np.array([324.925, 324.675, 324.725, 324.350, 325.350, 325.225, 324.125, 324.525, 325.225, 324.600, 324.625,
                   325.150, 328.325, 327.250, 327.825, 328.500, 326.675, 327.775, 326.875, 328.350])  # fmt: skip
"""Section 6.3.2.3: CUSUM with target 325, k = 0.3175, h = 4.1959, deviation of a mean 0.635."""
SUMS_UP = (0.00, 0.00, 0.00, 0.00, 0.03, 0.00, 0.00, 0.00, 0.00, 0.00,
           0.00, 0.00, 3.01, 4.94, 7.45, 10.63, 11.99, 14.44, 16.00, 19.04)  # fmt: skip
SUMS_DOWN = (0.00, 0.01, 0.00, 0.33, 0.00, 0.00, 0.56, 0.72, 0.17, 0.25,
             0.31, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00)  # fmt: skip
WAFER_DEFECTS = np.array([16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14,
                          16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13], dtype=float)  # fmt: skip
"""Section 6.3.3.1: defects on 25 wafers; centre 16, limits 4 and 28, the 24th wafer outside."""
WAFERS_WRONG = np.array([12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
                         8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6], dtype=float)  # fmt: skip
"""Section 6.3.3.2: chips that do not conform of 50 on each of 30 wafers; mean share 0.2313."""
FACTORS = {  # section 6.3.2.1: A2, D3, D4
    2: (1.880, 0.0, 3.267), 3: (1.023, 0.0, 2.575), 4: (0.729, 0.0, 2.282), 5: (0.577, 0.0, 2.115),
    6: (0.483, 0.0, 2.004), 7: (0.419, 0.076, 1.924), 8: (0.373, 0.136, 1.864), 9: (0.337, 0.184, 1.816),
    10: (0.308, 0.223, 1.777),
}  # fmt: skip
CAPABILITY = {"lower": 8.0, "upper": 20.0, "mean": 16.0, "deviation": 2.0, "Cp": 1.0, "Cpk": 0.6667}
"""Section 6.1.6."""
