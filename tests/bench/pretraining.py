#!/usr/bin/python3
"""Chapter 13's recipe in PyTorch, for its author: same text, split, model, settings; other random numbers.

    pretraining.py SEED [STEPS] [nanogpt]

AdamW 1e-3, betas 0.9 and 0.99, decay 0.1 on matrices only, warm-up 100, cosine to 1e-4, clipping at 1, no dropout. The
model has biases as lib/gpt.h has; with `nanogpt` it has none and the warm-up begins at 0, as nanoGPT's own settings
are. The loss is over the whole last tenth.
"""

import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

LAYERS, HEADS, WIDTH, CONTEXT, BATCH = 4, 4, 128, 64, 12
NANOGPT = "nanogpt" in sys.argv


def linear(n, m):
    return nn.Linear(n, m, bias=not NANOGPT)


class Norm(nn.Module):
    """nn.LayerNorm, which in PyTorch 1.13 cannot leave its bias out."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))
        self.bias = None if NANOGPT else nn.Parameter(torch.zeros(WIDTH))

    def forward(self, x):
        return F.layer_norm(x, (WIDTH,), self.weight, self.bias)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = Norm(), Norm()
        self.attn, self.attn_proj = linear(WIDTH, 3 * WIDTH), linear(WIDTH, WIDTH)
        self.fc, self.fc_proj = linear(WIDTH, 4 * WIDTH), linear(4 * WIDTH, WIDTH)
        self.register_buffer("hidden", torch.ones(CONTEXT, CONTEXT).tril() == 0)

    def forward(self, x):
        B, T, C = x.shape
        parts = self.attn(self.ln_1(x)).split(C, dim=2)
        q, k, v = (y.view(B, T, HEADS, C // HEADS).transpose(1, 2) for y in parts)
        score = q @ k.transpose(-2, -1) / math.sqrt(C // HEADS)
        score = score.masked_fill(self.hidden[:T, :T], float("-inf"))
        y = (F.softmax(score, dim=-1) @ v).transpose(1, 2).reshape(B, T, C)
        x = x + self.attn_proj(y)
        return x + self.fc_proj(F.gelu(self.fc(self.ln_2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocab, WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.ln_f = Norm()
        for name, p in self.named_parameters():
            residual = name.endswith("proj.weight")
            if p.dim() > 1:
                nn.init.normal_(p, std=0.02 / math.sqrt(2 * LAYERS) if residual else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(p)

    def forward(self, ids, targets):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        logits = self.ln_f(x) @ self.wte.weight.T
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.reshape(-1))


def rate(step, steps, warmup=100, peak=1e-3, floor=1e-4):
    if step < warmup:
        return peak * (step + (not NANOGPT)) / warmup
    share = (step - warmup) / (steps - warmup)
    return floor + (peak - floor) * 0.5 * (1 + math.cos(math.pi * share))


@torch.no_grad()
def evaluate(model, ids):
    total, at = 0.0, 0
    while at + 1 < len(ids):
        length = min(CONTEXT, len(ids) - 1 - at)
        n = length * min(64, (len(ids) - 1 - at) // length)
        x, y = ids[at : at + n].view(-1, length), ids[at + 1 : at + n + 1].view(-1, length)
        total += float(model(x, y)) * n
        at += n
    return total / (len(ids) - 1)


def main():
    number = [int(word) for word in sys.argv[1:] if word.isdigit()]
    seed, steps = number[0], number[1] if len(number) > 1 else 2000
    torch.manual_seed(seed)
    text = open("data/cache/kjv/kjv.txt", "rb").read()
    letters = sorted(set(text))
    ids = torch.tensor([letters.index(b) for b in text])
    cut = int(0.9 * len(ids))
    model = Gpt(len(letters))
    matrices = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optim = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.99))
    start = time.perf_counter()
    for step in range(steps):
        for group in optim.param_groups:
            group["lr"] = rate(step, steps)
        places = torch.randint(cut - CONTEXT, (BATCH,))
        x = torch.stack([ids[i : i + CONTEXT] for i in places])
        y = torch.stack([ids[i + 1 : i + 1 + CONTEXT] for i in places])
        optim.zero_grad(set_to_none=True)
        model(x, y).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optim.step()
    took = time.perf_counter() - start
    print(f"seed {seed}: validation {evaluate(model, ids[cut:]):.4f} nats, {took:.0f} s", flush=True)


main()
