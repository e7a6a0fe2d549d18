"""Functions that a program's source takes with it where it uses them."""

HELPERS = {
    "sigmoid": '''def sigmoid(z):
    """1/(1 + e^-z), without overflow."""
    e = np.exp(np.minimum(z, 709.0))
    return e * (1 / (1 + e))''',
    "softplus": '''def softplus(z):
    """log(1 + e^z), without overflow."""
    return np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0)''',
    "log_sigmoid": '''def log_sigmoid(z):
    """log(1/(1 + e^-z)), without underflow."""
    return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))''',
    "greater": '''def greater(a, b, tie):
    """1 where a > b, `tie` where a = b, else 0."""
    return np.heaviside(a - b, tie)''',
    "softmax": '''def softmax(z):
    """e^z over its sum, along axis 1."""
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)''',
    "logsumexp": '''def logsumexp(z):
    """log of the sum of e^z along axis 1."""
    top = z.max(1, keepdims=True)
    return (top + np.log(np.exp(z - top).sum(1, keepdims=True)))[:, 0]''',
    "log_softmax": '''def log_softmax(z):
    """log of softmax, along axis 1."""
    z = z - z.max(1, keepdims=True)
    return z - np.log(np.exp(z).sum(1, keepdims=True))''',
    "others": '''def others(p):
    """The sum of the others, along axis 1."""
    return np.tensordot(1 - np.eye(p.shape[1]), p, (1, 1)).swapaxes(0, 1)''',
    "divisor_slope": '''def divisor_slope(c, a, b):
    """The derivative of c = a/b by b."""
    return -(c / b)''',
    "power_slope": '''def power_slope(c, x, y):
    """The derivative of c = x**y by x."""
    return np.where(y == 0, 0.0, y * x ** np.where(y == 0, 1.0, y - 1))''',
    "exponent_slope": '''def exponent_slope(c, x, y):
    """The derivative of c = x**y by y."""
    return np.where(x == 0, 0.0, c * np.log(np.where(x == 0, 1.0, x)))''',
}
