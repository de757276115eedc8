#!/usr/bin/python3
"""The same work in PyTorch, for `PEERS=1 make bench`. Prints rows as tests/bench/bench.c does.

    peers.py [--quick] THREADS convnet
    peers.py [--quick] THREADS NAME BATCH TOKENS LAYERS HEADS WIDTH VOCAB CONTEXT STEPS
"""

import gzip
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, heads, width, context):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn, self.attn_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc, self.fc_proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.register_buffer("hidden", torch.ones(context, context).tril()[None, None] == 0)

    def attention(self, x):
        B, T, C = x.shape
        parts = self.attn(x).split(C, dim=2)
        q, k, v = (y.view(B, T, self.heads, C // self.heads).transpose(1, 2) for y in parts)
        score = (q @ k.transpose(-2, -1)) * (1 / math.sqrt(C // self.heads))
        score = score.masked_fill(self.hidden[:, :, :T, :T], float("-inf"))
        y = F.softmax(score, dim=-1) @ v
        return self.attn_proj(y.transpose(1, 2).contiguous().view(B, T, C))

    def forward(self, x):
        x = x + self.attention(self.ln_1(x))
        return x + self.fc_proj(F.gelu(self.fc(self.ln_2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, layers, heads, width, vocab, context):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocab, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(heads, width, context) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocab, bias=False)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.normal_(p, std=0.02)
        self.head.weight = self.wte.weight

    def forward(self, ids, targets):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.ln_f(x))
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


def train_gpt(name, quick, batch, tokens, layers, heads, width, vocab, context, steps):
    if quick:
        layers, vocab, steps = 1, min(vocab, 1000), 2
    steps = min(steps, 40)
    model = Gpt(layers, heads, width, vocab, context)
    decay = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": decay, "weight_decay": 0.1}, {"params": others, "weight_decay": 0}]
    warm = max(2, steps // 10)
    for foreach in (False, True):  # either may be the faster
        optim = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), foreach=foreach)
        took = []
        for _ in range(warm + steps):
            ids = torch.randint(vocab, (batch, tokens + 1))
            x, y = ids[:, :-1].contiguous(), ids[:, 1:].contiguous()
            start = time.perf_counter()
            optim.zero_grad(set_to_none=True)
            model(x, y).backward()
            optim.step()
            took.append(time.perf_counter() - start)
        print(f"torch_{name}_ms\t{1e3 * statistics.median(took[warm:]):.6g}\tms", flush=True)


def images(quick):
    """Images as floats, all prepared before the clock runs, and their labels."""
    folder = "data/cache/fashion-mnist/train-"
    try:
        pixels = gzip.open(folder + "images-idx3-ubyte.gz").read()[16:]
        labels = gzip.open(folder + "labels-idx1-ubyte.gz").read()[8:]
        x = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).view(-1, 1, 28, 28)
        y = torch.frombuffer(bytearray(labels), dtype=torch.uint8).long()
    except OSError as why:
        print(f"# PyTorch, convnet: random images ({why})")
        x, y = torch.randint(256, (60000, 1, 28, 28)), torch.randint(10, (60000,))
    n = 640 if quick else len(x)
    return (x[:n].float() / 255 - 0.5) / 0.5, y[:n]


def train_convnet(quick):
    x, y = images(quick)
    conv, linear = nn.Conv2d(1, 32, 3), nn.Linear(32 * 26 * 26, 10)
    model = nn.Sequential(conv, nn.ReLU(inplace=True), nn.Flatten(), linear)
    for foreach in (False, True):
        optim = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, foreach=foreach)
        took = []
        for _ in range(1 if quick else 3):
            start = time.perf_counter()
            order = torch.randperm(len(x))
            for some in order.split(64):
                optim.zero_grad(set_to_none=True)
                F.cross_entropy(model(x[some]), y[some]).backward()
                optim.step()
            took.append(time.perf_counter() - start)
        print(f"torch_convnet_epoch_s\t{statistics.median(took):.6g}\ts", flush=True)


def main():
    arguments = sys.argv[1:]
    quick = arguments[0] == "--quick"
    threads, name, *shape = arguments[quick:]
    torch.manual_seed(1)
    torch.set_num_threads(int(threads))
    if name == "convnet":
        train_convnet(quick)
    else:
        train_gpt(name, quick, *map(int, shape))


main()
