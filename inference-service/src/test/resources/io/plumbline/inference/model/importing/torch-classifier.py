"""Writes torch-classifier.onnx, and writes PyTorch's answers to torch-classifier.jsonl.

Made with PyTorch 1.13.1:  python3 torch-classifier.py
The network is in eval mode and gives logits, as classifiers in PyTorch usually do.
"""
import json
import torch

torch.manual_seed(7)
net = torch.nn.Sequential(
    torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.BatchNorm1d(8), torch.nn.Linear(8, 3)
)
# A few steps in training mode, so that the batch norm has statistics of its own.
for _ in range(20):
    net(torch.randn(32, 4) * 2 + 1)
net.eval()
torch.onnx.export(
    net,
    torch.zeros(1, 4),
    "torch-classifier.onnx",
    input_names=["x"],
    output_names=["logits"],
    dynamic_axes={"x": {0: "n"}, "logits": {0: "n"}},
    opset_version=13,
)
rows = torch.randn(6, 4, dtype=torch.float32)
answers = torch.softmax(net(rows), dim=1)
names = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
with open("torch-classifier.jsonl", "w") as out:
    for i, (row, answer) in enumerate(zip(rows.tolist(), answers.tolist())):
        request = {"id": "t%d" % i, "features": dict(zip(names, row))}
        out.write(json.dumps({"request": request, "probabilities": answer}) + "\n")
