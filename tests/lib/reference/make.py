#!/usr/bin/env python3
"""Writes the reference numbers that tests/lib/reference.c compares the library with.

For authors only: learners and `make test` need the .tsv files beside this script, not Python.
Run it where Debian's python3-torch is installed:  /usr/bin/python3 tests/lib/reference/make.py
Everything is computed by PyTorch in float64, from inputs rounded to float32 first, so that both
sides start from the same numbers. Nothing here shares code or formulas with lib/.

A file ops.tsv is a sequence of cases; lines hold fields separated by tabs:
    op    NAME  arguments of the operation
    in    SHAPE  NUMBERS      inputs in order (SHAPE like 2x3, "-" for a scalar)
    c     SHAPE  NUMBERS      the loss is the sum of c * y
    y     SHAPE  NUMBERS      the output
    grad  SHAPE  NUMBERS      of the loss, with respect to each input in order
optim.tsv:
    optim NAME  arguments
    start, grad, want         weights before, one gradient a step, the weights after each
schedule.tsv: warmup total peak floor step rate
"""
import math
import os

import torch
import torch.nn.functional as F

torch.manual_seed(20261123)
HERE = os.path.dirname(os.path.abspath(__file__))
f64 = torch.float64


def normal(*shape):
    return torch.randn(*shape).to(f64)  # drawn in float32


def line(kind, x):
    shape = "x".join(map(str, x.shape)) or "-"
    return kind + "\t" + shape + "\t" + " ".join("%.9g" % v for v in x.detach().flatten().tolist()) + "\n"


def case(out, name, args, inputs, function):
    inputs = [x.float().to(f64).requires_grad_(True) for x in inputs]  # what the library will read
    y = function(*inputs)
    c = torch.randn(y.shape).to(f64)
    grads = torch.autograd.grad((c * y).sum(), inputs)
    out.write("op\t" + name + "\t" + " ".join("%g" % a for a in args) + "\n")
    for x in inputs:
        out.write(line("in", x))
    out.write(line("c", c))
    out.write(line("y", y))
    for g in grads:
        out.write(line("grad", g))


def elementwise(out):
    a, b = normal(3, 5), normal(3, 5)
    case(out, "add", [], [a, b], lambda a, b: a + b)
    case(out, "add", [], [a, normal(5)], lambda a, b: a + b)
    case(out, "sub", [], [a, b], lambda a, b: a - b)
    case(out, "mul", [], [a, b], lambda a, b: a * b)
    case(out, "scale", [-1.75], [a], lambda a: -1.75 * a)
    case(out, "exp", [], [2 * a], torch.exp)
    case(out, "tanh", [], [3 * a], torch.tanh)
    case(out, "sigmoid", [], [5 * a], torch.sigmoid)
    case(out, "relu", [], [a], torch.relu)
    case(out, "sum", [], [a], torch.sum)
    case(out, "mean", [], [a], torch.mean)
    case(out, "mse", [], [a, b], F.mse_loss)


def linear(out):
    case(out, "matmul", [], [normal(4, 7), normal(7, 3)], torch.matmul)
    case(out, "linear", [], [normal(4, 7), normal(3, 7), normal(3)], F.linear)
    case(out, "linear", [], [normal(2, 3, 5), normal(4, 5)], F.linear)


def softmax(out):
    case(out, "softmax", [], [3 * normal(4, 9)], lambda x: F.softmax(x, -1))
    case(out, "softmax", [], [normal(2, 2, 3, 4)], lambda x: F.softmax(x, -1))
    for targets in ([2, 0, 6, 3], [5, -1, 1, -1]):
        case(out, "softmax_xent", targets, [4 * normal(4, 7)],
             lambda x: F.cross_entropy(x, torch.tensor(targets), ignore_index=-1))


def images(out):
    for B, C, H, W, M, h, w, stride, pad, relu, bias in (
            (2, 1, 6, 7, 3, 3, 3, 1, 0, 0, 1), (2, 2, 5, 5, 2, 3, 3, 1, 1, 1, 1),
            (1, 3, 6, 5, 2, 2, 4, 2, 1, 0, 0), (1, 1, 4, 20, 2, 3, 3, 1, 1, 1, 1),
            (2, 2, 7, 7, 1, 5, 5, 3, 2, 1, 1), (1, 4, 3, 3, 5, 1, 1, 1, 0, 0, 1)):
        inputs = [normal(B, C, H, W), normal(M, C, h, w)] + ([normal(M)] if bias else [])

        def conv(x, w, b=None):
            y = F.conv2d(x, w, b, stride=stride, padding=pad)
            return torch.relu(y) if relu else y
        case(out, "conv2d", [stride, pad, relu], inputs, conv)
    for size, stride in ((2, 2), (3, 1), (2, 3)):
        case(out, "maxpool2d", [size, stride], [normal(2, 2, 6, 7)], lambda x: F.max_pool2d(x, size, stride))


def network(out):
    """A whole small network: x -> conv relu -> pool -> flatten -> linear -> cross-entropy."""
    def f(x, w, b, v, d):
        y = F.max_pool2d(torch.relu(F.conv2d(x, w, b, padding=1)), 2, 2)
        return F.cross_entropy(F.linear(y.flatten(1), v, d), torch.tensor([3, 0, 1]))
    case(out, "convnet", [3, 0, 1],
         [normal(3, 1, 6, 6), normal(2, 1, 3, 3), normal(2), 0.3 * normal(4, 18), normal(4)], f)


def optimiser(out, name, args, make, steps=6):
    """Two parameters, a matrix and a vector, whose gradients are given."""
    weights = [normal(2, 3), normal(4)]
    params = [w.clone().requires_grad_(True) for w in weights]
    o = make(params)
    out.write("optim\t" + name + "\t" + " ".join("%.9g" % a for a in args) + "\n")
    for w in weights:
        out.write(line("start", w))
    for step in range(steps):
        for p in params:
            p.grad = (normal(*p.shape) * 10 ** (step % 3 - 1)).float().to(f64)
            out.write(line("grad", p.grad))
        for group in o.param_groups:
            group["lr"] = args[0] / (1 + step)  # the rate changes from step to step
        o.step()
        for p in params:
            out.write(line("want", p))


def optimisers(out):
    optimiser(out, "sgd", [0.1, 0, 0], lambda p: torch.optim.SGD(p, 0.1))
    optimiser(out, "sgd", [0.05, 0.9, 0], lambda p: torch.optim.SGD(p, 0.05, momentum=0.9))
    optimiser(out, "sgd", [0.05, 0.9, 1], lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True))
    optimiser(out, "rmsprop", [0.01, 0.99, 1e-8], lambda p: torch.optim.RMSprop(p, 0.01, alpha=0.99, eps=1e-8))
    betas = dict(betas=(0.9, 0.999), eps=1e-8)
    optimiser(out, "adam", [0.01, 0.9, 0.999, 1e-8, 0, 0], lambda p: torch.optim.Adam(p, 0.01, **betas))
    # The library leaves vectors undecayed: two groups say so here.
    groups = lambda p, decay: [dict(params=p[:1], weight_decay=decay), dict(params=p[1:], weight_decay=0.0)]
    optimiser(out, "adam", [0.01, 0.9, 0.999, 1e-8, 0.1, 0], lambda p: torch.optim.Adam(groups(p, 0.1), 0.01, **betas))
    optimiser(out, "adam", [0.01, 0.8, 0.95, 1e-3, 0.2, 1],
              lambda p: torch.optim.AdamW(groups(p, 0.2), 0.01, betas=(0.8, 0.95), eps=1e-3))


def schedules(out):
    """Linear warm-up, then PyTorch's CosineAnnealingLR."""
    for warmup, total, peak, floor in ((0, 10, 0.5, 0.0), (4, 20, 3e-4, 3e-5), (1, 7, 1.0, 0.1)):
        p = [torch.zeros(1, requires_grad=True)]
        o = torch.optim.SGD(p, peak)
        cosine = torch.optim.lr_scheduler.CosineAnnealingLR(o, total - warmup, eta_min=floor)
        for step in range(total + 3):
            if step < warmup:
                rate = torch.linspace(peak / warmup, peak, warmup, dtype=f64)[step].item()
            elif step > total:
                rate = floor
            else:
                rate = o.param_groups[0]["lr"]
                o.step()
                cosine.step()
            out.write("%d\t%d\t%.9g\t%.9g\t%d\t%.12g\n" % (warmup, total, peak, floor, step, rate))


def clipping(out):
    """torch.nn.utils.clip_grad_norm_ over two gradients: limit, norm, then the gradients before and after."""
    for limit in (0.5, 1.0, 100.0):
        params = [torch.zeros(2, 3, dtype=f64), torch.zeros(4, dtype=f64)]
        for p in params:
            p.grad = normal(*p.shape)
        before = [p.grad.clone() for p in params]
        norm = torch.nn.utils.clip_grad_norm_(params, limit)
        out.write("clip\t%g\t%.12g\n" % (limit, norm))
        for b, p in zip(before, params):
            out.write(line("before", b) + line("after", p.grad))


def write(name, *parts):
    with open(os.path.join(HERE, name), "w") as out:
        out.write("# written by make.py (PyTorch %s, float64)\n" % torch.__version__.split("+")[0])
        for part in parts:
            part(out)


write("ops.tsv", elementwise, linear, softmax, images, network)
write("optim.tsv", optimisers)
write("schedule.tsv", schedules)
write("clip.tsv", clipping)
