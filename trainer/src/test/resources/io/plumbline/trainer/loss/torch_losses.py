"""Losses of torch.nn.functional and their gradients, for TorchLossesTest.

Run: python3 torch_losses.py > torch_losses.csv      (made with PyTorch 1.13.1)
"""
import math

import torch
from torch.nn import functional as f

ROWS = 7


def raw(columns):
    return torch.tensor(
        [[2 * math.sin(1.7 * i + 0.9 * c + 0.3) for c in range(columns)] for i in range(ROWS)], requires_grad=True
    )


def labels(classes):
    return torch.tensor([(2 * i + i // 3) % classes for i in range(ROWS)])


def soft(classes):
    rows = [[math.exp(math.cos(i + 2 * c)) for c in range(classes)] for i in range(ROWS)]
    return torch.tensor([[x / sum(row) for x in row] for row in rows])


VALUES = torch.tensor([[1.5 * math.cos(2.1 * i)] for i in range(ROWS)])
WEIGHTS = torch.tensor([0.5, 2.0, 1.25])
SOFT_WEIGHT = float((soft(3) * WEIGHTS).sum())
POSITIVE = torch.tensor([0.5, 3.0, 1.5])


def margin(x):
    return x[:, 1] - x[:, 0]


def one_hot(classes):
    return f.one_hot(labels(classes), classes).float()


bce = f.binary_cross_entropy_with_logits
CASES = {
    "cross-entropy": (3, lambda x: f.cross_entropy(x, labels(3))),
    "smoothed": (3, lambda x: f.cross_entropy(x, labels(3), label_smoothing=0.2)),
    "weighted": (3, lambda x: f.cross_entropy(x, labels(3), weight=WEIGHTS)),
    "smoothed-weighted": (3, lambda x: f.cross_entropy(x, labels(3), weight=WEIGHTS, label_smoothing=0.2)),
    "soft": (3, lambda x: f.cross_entropy(x, soft(3))),
    "soft-smoothed": (3, lambda x: f.cross_entropy(x, soft(3), label_smoothing=0.1)),
    # With weights torch divides soft targets by the rows; here it is by the rows' expected weights.
    "soft-smoothed-weighted": (
        3,
        lambda x: f.cross_entropy(x, soft(3), weight=WEIGHTS, label_smoothing=0.1, reduction="sum") / SOFT_WEIGHT,
    ),
    "bce-two": (2, lambda x: bce(margin(x), labels(2).float())),
    "bce-two-positive": (2, lambda x: bce(margin(x), labels(2).float(), pos_weight=torch.tensor(3.0))),
    "bce-two-soft": (2, lambda x: bce(margin(x), soft(2)[:, 1], pos_weight=torch.tensor(0.4))),
    "bce-three": (3, lambda x: bce(x, one_hot(3))),
    "bce-three-positive": (3, lambda x: bce(x, one_hot(3), pos_weight=POSITIVE)),
    "bce-three-soft": (3, lambda x: bce(x, soft(3), pos_weight=torch.tensor(2.0))),
    "mse": (1, lambda x: f.mse_loss(x, VALUES)),
    "mae": (1, lambda x: f.l1_loss(x, VALUES)),
    "huber": (1, lambda x: f.huber_loss(x, VALUES)),
    "huber-narrow": (1, lambda x: f.huber_loss(x, VALUES, delta=0.3)),
}

print("case,loss,gradients")
for name, (columns, loss) in CASES.items():
    x = raw(columns)
    value = loss(x)
    value.backward()
    print(",".join([name, repr(value.item())] + [repr(g) for g in x.grad.flatten().tolist()]))
