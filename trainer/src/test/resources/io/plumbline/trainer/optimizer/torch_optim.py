"""Weights that torch.optim reaches on fixed gradients with a changing learning rate, for UpdateRulesTest.

Run: python3 torch_optim.py > torch_optim.csv      (made with PyTorch 1.13.1)
"""
import math

import torch

STEPS = 15
CASES = {
    "sgd": (torch.optim.SGD, dict(weight_decay=0.1)),
    "sgd-momentum": (torch.optim.SGD, dict(momentum=0.9, dampening=0.2, weight_decay=0.01)),
    "sgd-nesterov": (torch.optim.SGD, dict(momentum=0.8, nesterov=True)),
    "adam": (torch.optim.Adam, dict(weight_decay=0.1)),
    "adam-epsilon": (torch.optim.Adam, dict(betas=(0.8, 0.95), eps=0.01)),
    "adamw": (torch.optim.AdamW, dict(weight_decay=0.1)),
    "adamw-betas": (torch.optim.AdamW, dict(betas=(0.7, 0.9), eps=1e-3, weight_decay=0.5)),
    "rmsprop": (torch.optim.RMSprop, dict()),
    "rmsprop-centered": (torch.optim.RMSprop, dict(alpha=0.9, centered=True, eps=1e-4)),
    "rmsprop-all": (torch.optim.RMSprop, dict(alpha=0.9, centered=True, momentum=0.7, weight_decay=0.05, eps=1e-2)),
    "adagrad": (torch.optim.Adagrad, dict()),
    "adagrad-all": (torch.optim.Adagrad, dict(lr_decay=0.1, initial_accumulator_value=0.5, weight_decay=0.02)),
}

print("case,step,w0,w1,w2,w3")
for name, (optimizer, options) in CASES.items():
    weights = torch.nn.Parameter(torch.tensor([0.8, -0.3, 1.5, -2.0]))
    bound = optimizer([weights], lr=0.1, **options)
    for step in range(1, STEPS + 1):
        bound.param_groups[0]["lr"] = 0.05 * (1 + 0.5 * math.cos(step))
        weights.grad = torch.tensor([math.sin(1.3 * step + i) * (i + 1) / 2 for i in range(4)])
        bound.step()
        print(",".join([name, str(step)] + [repr(w) for w in weights.tolist()]))
