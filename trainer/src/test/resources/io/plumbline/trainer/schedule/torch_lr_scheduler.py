"""Learning rates of torch.optim.lr_scheduler over runs of 10 epochs of 3 steps, for TorchSchedulesTest.

Run: python3 torch_lr_scheduler.py > torch_lr_scheduler.csv      (made with PyTorch 1.13.1)
"""
import warnings

import torch
from torch.optim import lr_scheduler as s

warnings.simplefilter("ignore")
EPOCHS, PER_EPOCH = 10, 3
STEPS = EPOCHS * PER_EPOCH
RATE = 0.1


def warm_up(steps, then):
    """A linear rise (s + 1) / n, then another scheduler from its own beginning."""
    return lambda o: s.SequentialLR(
        o, [s.LinearLR(o, start_factor=1 / steps, end_factor=1, total_iters=steps - 1), then(o)], milestones=[steps]
    )


def one_cycle(**options):
    return lambda o: s.OneCycleLR(o, max_lr=RATE, total_steps=STEPS, cycle_momentum=False, **options)


PER_EPOCH_CASES = {
    "step": lambda o: s.StepLR(o, step_size=3, gamma=0.5),
    "step-1": lambda o: s.StepLR(o, step_size=1, gamma=0.9),
    "multi-step": lambda o: s.MultiStepLR(o, milestones=[2, 5, 9], gamma=0.1),
    "multi-step-two": lambda o: s.MultiStepLR(o, milestones=[6, 7], gamma=0.3),
    "exponential": lambda o: s.ExponentialLR(o, gamma=0.8),
    "exponential-slow": lambda o: s.ExponentialLR(o, gamma=0.99),
    "cosine-epochs": lambda o: s.CosineAnnealingLR(o, T_max=EPOCHS, eta_min=0.01),
    "restarts": lambda o: s.CosineAnnealingWarmRestarts(o, T_0=3),
    "restarts-longer": lambda o: s.CosineAnnealingWarmRestarts(o, T_0=2, T_mult=2, eta_min=0.02),
    "polynomial-epochs": lambda o: s.PolynomialLR(o, total_iters=EPOCHS, power=2),
}
PER_STEP_CASES = {
    "step-steps": lambda o: s.StepLR(o, step_size=7, gamma=0.3),
    "multi-step-steps": lambda o: s.MultiStepLR(o, milestones=[4, 20], gamma=0.2),
    "exponential-steps": lambda o: s.ExponentialLR(o, gamma=0.95),
    "cosine": lambda o: s.CosineAnnealingLR(o, T_max=STEPS),
    "cosine-final": lambda o: s.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.03),
    "restarts-steps": lambda o: s.CosineAnnealingWarmRestarts(o, T_0=4, T_mult=3, eta_min=0.001),
    "one-cycle": one_cycle(),
    "one-cycle-linear": one_cycle(pct_start=0.4, div_factor=10, final_div_factor=100, anneal_strategy="linear"),
    "one-cycle-three": one_cycle(pct_start=0.25, three_phase=True),
    "one-cycle-three-linear": one_cycle(pct_start=0.45, three_phase=True, anneal_strategy="linear", div_factor=4),
    "polynomial": lambda o: s.PolynomialLR(o, total_iters=STEPS, power=1),
    "polynomial-half": lambda o: s.PolynomialLR(o, total_iters=STEPS, power=0.5),
    "warm-constant": warm_up(6, lambda o: s.ConstantLR(o, factor=1, total_iters=0)),
    "warm-cosine": warm_up(3, lambda o: s.CosineAnnealingLR(o, T_max=STEPS - 3, eta_min=0.01)),
    "warm-step": warm_up(5, lambda o: s.StepLR(o, step_size=7, gamma=0.3)),
    "warm-polynomial": warm_up(9, lambda o: s.PolynomialLR(o, total_iters=STEPS - 9, power=2)),
}
# Validated numbers of ten epochs, and what plateaus make of them.
VALUES = [1.0, 0.8, 0.81, 0.8, 0.79995, 0.9, 0.7, 0.75, 0.74, 0.73]
PLATEAU_CASES = {
    "plateau": dict(patience=1, factor=0.5),
    "plateau-cooldown": dict(patience=0, factor=0.1, cooldown=2, min_lr=0.005),
    "plateau-relative": dict(patience=2, factor=0.5, threshold=0.12),
    "plateau-absolute": dict(patience=1, factor=0.5, threshold=0.05, threshold_mode="abs"),
    "plateau-max": dict(mode="max", patience=2, factor=0.3, threshold=0.01),
    "plateau-max-absolute": dict(mode="max", patience=0, factor=0.7, threshold=0.1, threshold_mode="abs", cooldown=1),
}


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)


print("case,step,rate")
for cases, every in ((PER_EPOCH_CASES, PER_EPOCH), (PER_STEP_CASES, 1)):
    for name, make in cases.items():
        bound = optimizer()
        scheduler = make(bound)
        for step in range(STEPS):
            print(f"{name},{step},{bound.param_groups[0]['lr']!r}")
            bound.step()
            if (step + 1) % every == 0 and step + 1 < STEPS:
                scheduler.step()
for name, options in PLATEAU_CASES.items():
    bound = optimizer()
    scheduler = s.ReduceLROnPlateau(bound, **options)
    for step in range(STEPS):
        print(f"{name},{step},{bound.param_groups[0]['lr']!r}")
        if (step + 1) % PER_EPOCH == 0:
            scheduler.step(VALUES[step // PER_EPOCH])
