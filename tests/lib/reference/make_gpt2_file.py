#!/usr/bin/env python3
"""Writes gpt2_file.tsv: a small GPT-2 with random weights, and its logits.

For authors only, as make.py:  /usr/bin/python3 tests/lib/reference/make_gpt2_file.py
The forward pass is written from the definition of Hugging Face's GPT2LMHeadModel, in float64: Conv1D is
x @ W + b with W of shape (in, out); pre-norm blocks, eps 1e-5; "gelu_new", the approximation by tanh; output
weights tied to wte. Weights are rounded to float32 first. They are stored here as such a file holds them.

Lines hold fields separated by tabs: config - "vocab context layers heads width"; ids and logits with their
shapes; and every tensor of the file under its name, with its shape.
"""
import math
import os

import torch

V, T, L, H, C = 11, 7, 2, 2, 8
torch.manual_seed(20261124)


def draw(sd, *shape, mean=0.0):
    return (mean + sd * torch.randn(*shape)).double()  # drawn in float32


w = {"wte.weight": draw(0.7, V, C), "wpe.weight": draw(0.4, T, C)}
for n in range(L):
    for name in ("ln_1", "ln_2"):
        w[f"h.{n}.{name}.weight"] = draw(0.3, C, mean=1.0)
        w[f"h.{n}.{name}.bias"] = draw(0.2, C)
    for name, rows, cols in (("attn.c_attn", C, 3 * C), ("attn.c_proj", C, C), ("mlp.c_fc", C, 4 * C),
                             ("mlp.c_proj", 4 * C, C)):
        w[f"h.{n}.{name}.weight"] = draw(0.5, rows, cols)
        w[f"h.{n}.{name}.bias"] = draw(0.2, cols)
w["ln_f.weight"], w["ln_f.bias"] = draw(0.3, C, mean=1.0), draw(0.2, C)


def norm(x, name):
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred * centred).mean(-1, keepdim=True)
    return centred / torch.sqrt(variance + 1e-5) * w[name + ".weight"] + w[name + ".bias"]


def conv1d(x, name):
    return x @ w[name + ".weight"] + w[name + ".bias"]


def gelu_new(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def attention(x, name):
    B, n, _ = x.shape
    parts = conv1d(x, name + ".c_attn").split(C, -1)
    q, k, v = (part.view(B, n, H, C // H).transpose(1, 2) for part in parts)
    score = q @ k.transpose(-1, -2) / math.sqrt(C // H)
    score = score.masked_fill(torch.ones(n, n).triu(1).bool(), -math.inf)
    y = (score.softmax(-1) @ v).transpose(1, 2).reshape(B, n, C)
    return conv1d(y, name + ".c_proj")


def forward(ids):
    x = w["wte.weight"][ids] + w["wpe.weight"][: ids.shape[1]]
    for n in range(L):
        x = x + attention(norm(x, f"h.{n}.ln_1"), f"h.{n}.attn")
        x = x + conv1d(gelu_new(conv1d(norm(x, f"h.{n}.ln_2"), f"h.{n}.mlp.c_fc")), f"h.{n}.mlp.c_proj")
    return norm(x, "ln_f") @ w["wte.weight"].T


def line(kind, x):
    numbers = " ".join("%.9g" % v for v in x.flatten().tolist())
    return kind + "\t" + "x".join(map(str, x.shape)) + "\t" + numbers + "\n"


ids = torch.randint(V, (2, T - 1))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gpt2_file.tsv"), "w") as out:
    out.write("# Written by make_gpt2_file.py, which says what this is.\n")
    out.write(f"config\t-\t{V} {T} {L} {H} {C}\n" + line("ids", ids))
    out.writelines(line(name, x) for name, x in w.items())
    out.write(line("logits", forward(ids)))
