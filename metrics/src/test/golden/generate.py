"""Writes the golden files of the definition profiles: what each tool itself answers.

    python -m venv venv
    venv/bin/pip install scikit-learn==1.9.1 torch==2.13.0 torchmetrics==1.9.0
    venv/bin/python generate.py sklearn > ../resources/golden/sklearn.json
    venv/bin/python generate.py torchmetrics > ../resources/golden/torchmetrics.json
    venv/bin/python generate.py trec_eval PATH_TO_TREC_EVAL > ../resources/golden/trec_eval.json

trec_eval 9.0.4 is the file trec_eval-linux-amd64 in uk.ac.gla.dcs.terrierteam:jtreceval:0.0.5 on Maven Central.
A value that the tool leaves undefined (NaN) is null.
"""

import json
import math
import os
import platform
import random
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")

# One ranking with three tied items, one of a negative score, and a relevant item (z) that was not served.
EXAMPLE = {
    "items": ["a", "b", "c", "d", "e", "f"],
    "scores": [0.9, 0.7, 0.7, 0.7, 0.2, -0.1],
    "relevance": {"a": 0, "b": 0, "c": 3, "d": 1, "e": 0, "f": 2, "z": 2},
}


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def values(names_and_values):
    return {name: number(value) for name, value in names_and_values.items()}


def emit(tool, versions, command, cases):
    header = {
        "tool": tool,
        "versions": {**versions, "python": platform.python_version()},
        "command": command,
        "script": "metrics/src/test/golden/generate.py",
    }
    # One case a line, so that a change shows as the lines that changed.
    lines = ",\n".join(json.dumps(case) for case in cases)
    print(json.dumps(header, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n]}")


def labels(rng, classes, count, absent=None):
    drawn = []
    for _ in range(count):
        true = rng.randrange(classes)
        answer = true if rng.random() < 0.6 else rng.randrange(classes)
        drawn.append((true, 0 if answer == absent else answer))
    return [t for t, _ in drawn], [p for _, p in drawn]


CLASSIFICATIONS = {
    "a class never predicted": ([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 0, 0]),
    "a class never true": ([0, 0, 1, 1], [0, 2, 1, 2]),
    "all right": ([0, 1, 2], [0, 1, 2]),
    "one class": ([1, 1, 1], [1, 1, 1]),
    "all wrong": ([0, 0, 1], [1, 1, 0]),
    "seeded": labels(random.Random(1), 5, 120, absent=3),
}

LABEL_SETS = {
    "some records without labels": (
        [[1, 0, 1], [0, 0, 0], [0, 1, 0], [1, 1, 1], [0, 0, 0]],
        [[1, 0, 0], [0, 0, 0], [0, 0, 1], [1, 1, 1], [0, 1, 0]],
    ),
    "a label that never occurs": ([[1, 0], [1, 0], [0, 0]], [[1, 0], [0, 0], [1, 0]]),
    "no record has a label": ([[0, 0], [0, 0]], [[0, 1], [0, 0]]),
}


def distributions(rng, classes, count, sharp):
    rows = []
    for _ in range(count):
        weights = [rng.random() ** sharp + 1e-6 for _ in range(classes)]
        rows.append([w / sum(weights) for w in weights])
    return rows


def probabilities():
    rng = random.Random(2)
    cases = {
        "two classes": (distributions(rng, 2, 60, 3), [rng.randrange(2) for _ in range(60)]),
        "four classes": (distributions(rng, 4, 80, 4), [rng.randrange(4) for _ in range(80)]),
        "a certain miss": ([[1.0, 0.0], [0.25, 0.75]], [1, 1]),
        "a certain hit beside the highest bin": ([[0.0, 1.0], [0.05, 0.95], [0.96875, 0.03125]], [1, 0, 0]),
        "a certain miss of four": ([[0.0, 0.25, 0.25, 0.5], [0.5, 0.25, 0.125, 0.125]], [0, 0]),
    }
    return cases


# Scores far enough apart to be in bins of their own, with ties.
AUC_SCORES = {
    "with ties": ([0.1, 0.4, 0.4, 0.8, 0.4, 0.9, 0.1, 0.6], [0, 0, 1, 1, 1, 1, 0, 0]),
    "perfect": ([0.1, 0.2, 0.7, 0.9], [0, 0, 1, 1]),
    "one class": ([0.1, 0.2, 0.7], [1, 1, 1]),
}


def regressions():
    rng = random.Random(3)
    actual = [rng.gauss(50, 20) for _ in range(101)]
    return {
        "seeded": (actual, [a + rng.gauss(1, 4) for a in actual]),
        "a target of zero": ([0.0, 2.0, -4.0], [1.0, 1.5, -4.0]),
        "two zeros": ([0.0, 1.0, 3.0], [0.0, 2.0, 3.5]),
        "constant target, wrong": ([7.0, 7.0, 7.0], [7.0, 7.0, 8.0]),
        "constant target, right": ([7.0, 7.0, 7.0], [7.0, 7.0, 7.0]),
        "small units": ([0.001, 0.002, 0.003, 0.004], [0.004, 0.003, 0.002, 0.001]),
        "one record": ([7.0], [8.0]),
    }


def rankings(ties):
    rng = random.Random(4)
    queries = [EXAMPLE]
    for q in range(12):
        size = rng.randrange(2, 25)
        items = [f"d{rng.randrange(10**6)}" for _ in range(size)]
        scores = [rng.randrange(6) / 4 if ties else 0.05 + i / 32 for i in range(size)]
        rng.shuffle(scores)
        relevance = {item: rng.choice([0, 0, 1, 2, 3]) for item in items if rng.random() < 0.8}
        if q % 3 == 0:
            relevance["missed"] = 2
        if q == 5:
            relevance = dict.fromkeys(relevance, 0)
        queries.append({"items": items, "scores": scores, "relevance": relevance})
    return queries


def run_sklearn():
    import numpy
    import scipy
    import sklearn
    from sklearn import metrics as m

    cases = []
    averages = ("micro", "macro", "weighted")
    for name, (true, predicted) in CLASSIFICATIONS.items():
        for zero_name, zero in (("zero", 0), ("one", 1), ("exclude", numpy.nan)):
            for declared in (None, 6):
                known = None if declared is None else list(range(declared))
                expected = {
                    "accuracy": m.accuracy_score(true, predicted),
                    "balanced_accuracy": m.balanced_accuracy_score(true, predicted),
                    "mcc": m.matthews_corrcoef(true, predicted),
                    "kappa": m.cohen_kappa_score(true, predicted),
                }
                for average in averages:
                    p, r, f, _ = m.precision_recall_fscore_support(
                        true, predicted, labels=known, average=average, zero_division=zero
                    )
                    expected |= {f"precision_{average}": p, f"recall_{average}": r, f"f1_{average}": f}
                cases.append(
                    {
                        "kind": "classification",
                        "name": name,
                        "zeroDivision": zero_name,
                        "declared": declared or 0,
                        "actual": true,
                        "predicted": predicted,
                        "expected": values(expected),
                    }
                )
    for name, (true, predicted) in LABEL_SETS.items():
        for zero_name, zero in (("zero", 0), ("one", 1), ("exclude", numpy.nan)):
            true_, predicted_ = numpy.array(true), numpy.array(predicted)
            expected = {
                "subset_accuracy": m.accuracy_score(true_, predicted_),
                "hamming_loss": m.hamming_loss(true_, predicted_),
            }
            for average in averages + ("samples",):
                p, r, f, _ = m.precision_recall_fscore_support(
                    true_, predicted_, average=average, zero_division=zero
                )
                expected |= {f"precision_{average}": p, f"recall_{average}": r, f"f1_{average}": f}
            cases.append(
                {
                    "kind": "multilabel",
                    "name": name,
                    "zeroDivision": zero_name,
                    "actual": true,
                    "predicted": predicted,
                    "expected": values(expected),
                }
            )
    rng = random.Random(5)
    scores = [[rng.randrange(5) / 4 for _ in range(6)] for _ in range(80)] + [[0.3] * 6] * 3
    true = [rng.randrange(6) for _ in range(80)] + [0, 3, 5]
    cases.append(
        {
            "kind": "topk",
            "name": "many ties",
            "scores": scores,
            "actual": true,
            "expected": {
                str(k): m.top_k_accuracy_score(true, scores, k=k, labels=list(range(6))) for k in (1, 2, 3, 5)
            },
        }
    )
    for name, (rows, true) in probabilities().items():
        classes = list(range(len(rows[0])))
        expected = {
            "log_loss": m.log_loss(true, rows, labels=classes),
            "brier": m.brier_score_loss(true, rows, labels=classes),
            "brier_full": m.brier_score_loss(true, rows, labels=classes, scale_by_half=False),
            "brier_half": m.brier_score_loss(true, rows, labels=classes, scale_by_half=True),
        }
        cases.append(
            {"kind": "probability", "name": name, "probabilities": rows, "actual": true, "expected": values(expected)}
        )
    for name, (scores, true) in AUC_SCORES.items():
        cases.append(
            {
                "kind": "auc",
                "name": name,
                "scores": scores,
                "positive": true,
                "expected": values({"auc": m.roc_auc_score(true, scores)}),
            }
        )
    for name, (true, predicted) in regressions().items():
        expected = {
            "mae": m.mean_absolute_error(true, predicted),
            "mse": m.mean_squared_error(true, predicted),
            "rmse": m.root_mean_squared_error(true, predicted),
            "r2": m.r2_score(true, predicted),
            "mape": m.mean_absolute_percentage_error(true, predicted),
            "max_error": m.max_error(true, predicted),
        }
        # Of an even number it is the mean of the two in the middle: no quantile.
        if len(true) % 2 == 1:
            expected["median_absolute_error"] = m.median_absolute_error(true, predicted)
        for q in (0.1, 0.5, 0.9):
            expected[f"pinball_{q}"] = m.mean_pinball_loss(true, predicted, alpha=q)
        cases.append(
            {"kind": "regression", "name": name, "actual": true, "predicted": predicted, "expected": values(expected)}
        )
    for query in rankings(ties=True):
        gains = [[query["relevance"].get(item, 0) for item in query["items"]]]
        cuts = {"1": 1, "3": 3, "10": 10, "all": None}
        expected = {f"ndcg@{cut}": m.ndcg_score(gains, [query["scores"]], k=k) for cut, k in cuts.items()}
        cases.append({"kind": "ranking", "name": "ties", "queries": [query], "expected": values(expected)})
    emit(
        "scikit-learn",
        {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__},
        "python generate.py sklearn",
        cases,
    )


def run_torchmetrics():
    import torch
    import torchmetrics as tm
    from torchmetrics import classification as c
    from torchmetrics import retrieval as r
    from torchmetrics.functional import regression as fr

    torch.set_default_dtype(torch.float64)
    cases = []
    for name, (true, predicted) in CLASSIFICATIONS.items():
        expected = {}
        for average in ("micro", "macro", "weighted"):
            for metric, cls in (
                ("precision", c.MulticlassPrecision),
                ("recall", c.MulticlassRecall),
                ("f1", c.MulticlassF1Score),
            ):
                tool = cls(num_classes=6, average=average)
                expected[f"{metric}_{average}"] = tool(torch.tensor(predicted), torch.tensor(true))
        expected["accuracy"] = c.MulticlassAccuracy(num_classes=6)(torch.tensor(predicted), torch.tensor(true))
        cases.append(
            {
                "kind": "classification",
                "name": name,
                "zeroDivision": "zero",
                "declared": 0,
                "actual": true,
                "predicted": predicted,
                "expected": values(expected),
            }
        )
    for name, (true, predicted) in LABEL_SETS.items():
        expected = {}
        for average in ("micro", "macro", "weighted"):
            for metric, cls in (
                ("precision", c.MultilabelPrecision),
                ("recall", c.MultilabelRecall),
                ("f1", c.MultilabelF1Score),
            ):
                tool = cls(num_labels=len(true[0]), average=average)
                expected[f"{metric}_{average}"] = tool(torch.tensor(predicted), torch.tensor(true))
        tool = c.MultilabelExactMatch(num_labels=len(true[0]))
        expected["subset_accuracy"] = tool(torch.tensor(predicted), torch.tensor(true))
        tool = c.MultilabelHammingDistance(num_labels=len(true[0]), average="micro")
        expected["hamming_loss"] = tool(torch.tensor(predicted), torch.tensor(true))
        cases.append(
            {
                "kind": "multilabel",
                "name": name,
                "zeroDivision": "zero",
                "actual": true,
                "predicted": predicted,
                "expected": values(expected),
            }
        )
    rng = random.Random(6)
    scores = [rng.sample([0.05, 0.1, 0.15, 0.2, 0.5], 5) for _ in range(60)]
    true = [rng.randrange(5) for _ in range(60)]
    cases.append(
        {
            "kind": "topk",
            "name": "no ties",
            "scores": scores,
            "actual": true,
            "expected": values(
                {
                    str(k): c.MulticlassAccuracy(num_classes=5, top_k=k, average="micro")(
                        torch.tensor(scores), torch.tensor(true)
                    )
                    for k in (1, 2, 3)
                }
            ),
        }
    )
    for name, (rows, true) in probabilities().items():
        rows_, true_ = torch.tensor(rows), torch.tensor(true)
        if len(rows[0]) == 2:
            ece = c.BinaryCalibrationError()(rows_[:, 1], true_)
        else:
            ece = c.MulticlassCalibrationError(num_classes=len(rows[0]))(rows_, true_)
        cases.append(
            {
                "kind": "probability",
                "name": name,
                "probabilities": rows,
                "actual": true,
                "expected": values({"ece": ece}),
            }
        )
    for name, (scores, true) in AUC_SCORES.items():
        auc = c.BinaryAUROC()(torch.tensor(scores), torch.tensor(true))
        cases.append(
            {"kind": "auc", "name": name, "scores": scores, "positive": true, "expected": values({"auc": auc})}
        )
    for name, (true, predicted) in regressions().items():
        true_, predicted_ = torch.tensor(true), torch.tensor(predicted)
        expected = {
            "mae": fr.mean_absolute_error(predicted_, true_),
            "mse": fr.mean_squared_error(predicted_, true_),
            "rmse": fr.mean_squared_error(predicted_, true_, squared=False),
            "mape": fr.mean_absolute_percentage_error(predicted_, true_),
            "smape": fr.symmetric_mean_absolute_percentage_error(predicted_, true_),
            "wmape": fr.weighted_mean_absolute_percentage_error(predicted_, true_),
        }
        if len(true) > 1:
            expected["r2"] = fr.r2_score(predicted_, true_)
        cases.append(
            {"kind": "regression", "name": name, "actual": true, "predicted": predicted, "expected": values(expected)}
        )

    def retrieval(cls, queries, cut, action, binary):
        keywords = {} if cut is None else {"top_k": cut}
        tool = cls(empty_target_action=action, **keywords)
        index, scores, target = [], [], []
        for i, query in enumerate(queries):
            for item, score in zip(query["items"], query["scores"]):
                relevance = query["relevance"].get(item, 0)
                index.append(i)
                scores.append(score)
                target.append(int(relevance > 0) if binary else relevance)
        return tool(torch.tensor(scores), torch.tensor(target), indexes=torch.tensor(index))

    tools = {
        "ap": r.RetrievalMAP,
        "rr": r.RetrievalMRR,
        "recall": r.RetrievalRecall,
        "precision": r.RetrievalPrecision,
        "hit": r.RetrievalHitRate,
    }
    untied = rankings(ties=False)[1:] + [
        {"items": ["a", "b", "c"], "scores": [0.5, -0.25, -0.5], "relevance": {"a": 0, "b": 1, "c": 1}}
    ]
    for action, empty in (("neg", "zero"), ("pos", "one"), ("skip", "skip")):
        expected = {}
        for cut_name, cut in {"1": 1, "3": 3, "10": 10, "all": None}.items():
            for metric, cls in tools.items():
                expected[f"{metric}@{cut_name}"] = retrieval(cls, untied, cut, action, True)
        cases.append(
            {
                "kind": "ranking",
                "name": "untied",
                "noRelevant": empty,
                "queries": untied,
                "expected": values(expected),
            }
        )
        tied = rankings(ties=True)
        expected = {
            f"ndcg@{name}": retrieval(r.RetrievalNormalizedDCG, tied, cut, action, False)
            for name, cut in {"1": 1, "3": 3, "10": 10, "all": None}.items()
        }
        cases.append(
            {"kind": "ranking", "name": "tied", "noRelevant": empty, "queries": tied, "expected": values(expected)}
        )
    emit(
        "torchmetrics",
        {"torchmetrics": tm.__version__, "torch": torch.__version__},
        "python generate.py torchmetrics",
        cases,
    )


def run_trec_eval(binary):
    measures = {
        "ndcg_cut_1": "ndcg@1", "ndcg_cut_3": "ndcg@3", "ndcg_cut_10": "ndcg@10", "ndcg": "ndcg@all",
        "map_cut_1": "ap@1", "map_cut_3": "ap@3", "map_cut_10": "ap@10", "map": "ap@all",
        "recall_1": "recall@1", "recall_3": "recall@3", "recall_10": "recall@10",
        "P_1": "precision@1", "P_3": "precision@3", "P_10": "precision@10",
        "success_1": "hit@1", "success_3": "hit@3", "success_10": "hit@10",
        "recip_rank": "rr@all",
    }
    flags = [
        "-m", "map", "-m", "ndcg", "-m", "recip_rank", "-m", "ndcg_cut.1,3,10", "-m", "map_cut.1,3,10",
        "-m", "recall.1,3,10", "-m", "P.1,3,10", "-m", "success.1,3,10",
    ]

    def judged(queries, *options):
        with tempfile.TemporaryDirectory() as folder:
            qrels, run = os.path.join(folder, "qrels"), os.path.join(folder, "run")
            with open(qrels, "w") as file:
                for i, query in enumerate(queries):
                    for item, relevance in query["relevance"].items():
                        file.write(f"q{i} 0 {item} {relevance}\n")
            with open(run, "w") as file:
                for i, query in enumerate(queries):
                    for item, score in zip(query["items"], query["scores"]):
                        file.write(f"q{i} Q0 {item} 0 {score} run\n")
            output = subprocess.run(
                [binary, *options, *flags, qrels, run], check=True, capture_output=True, text=True
            ).stdout
        found = (line.split() for line in output.splitlines())
        return {measures[name]: float(value) for name, _, value in found if name in measures}

    queries = rankings(ties=True)
    cases = [
        {"kind": "ranking", "name": f"query {i}", "queries": [query], "expected": judged([query], "-c")}
        for i, query in enumerate(queries)
    ]
    unanswered = {"items": [], "scores": [], "relevance": {"a": 1}}
    together = queries + [unanswered]
    cases.append({"kind": "ranking", "name": "all, with -c", "queries": together, "expected": judged(together, "-c")})
    cases.append(
        {
            "kind": "ranking",
            "name": "all, without -c",
            "emptyAnswer": "skip",
            "queries": together,
            "expected": judged(together),
        }
    )
    for first, second in (("a", "b"), ("c", "b"), ("\u00e9", "z")):
        query = {"items": [first, second], "scores": [1.0, 1.0], "relevance": {first: 1}}
        cases.append(
            {"kind": "ranking", "name": f"{first} tied with {second}", "queries": [query], "expected": judged([query], "-c")}
        )
    version = subprocess.run([binary, "--version"], capture_output=True, text=True)
    emit(
        "trec_eval",
        {"trec_eval": (version.stdout + version.stderr).split()[-1], "binary": "uk.ac.gla.dcs.terrierteam:jtreceval:0.0.5"},
        "trec_eval -c " + " ".join(flags) + " qrels run",
        cases,
    )


if __name__ == "__main__":
    tool = sys.argv[1]
    if tool == "sklearn":
        run_sklearn()
    elif tool == "torchmetrics":
        run_torchmetrics()
    else:
        run_trec_eval(sys.argv[2])
