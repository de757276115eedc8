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
gpt.tsv: a GPT of two layers, parameters under the names of lib/gpt.h
    gpt   vocab context layers heads width    B T
    ids, targets              one a place; -1 is left out of the loss
    loss  value over the targets    value where nothing is left out but targets of -1 are 0
    param NAME  NUMBERS       row by row, linear weights as (out, in)
    grad  NAME  NUMBERS       of the first loss
    last  SHAPE NUMBERS       the logits at the last position of each sequence
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


def attention(x, heads, causal):
    """(B, T, 3C) to (B, T, C), from the definition."""
    B, T, C = x.shape[0], x.shape[1], x.shape[2] // 3
    q, k, v = (part.view(B, T, heads, C // heads).transpose(1, 2) for part in x.split(C, dim=2))
    scores = q @ k.transpose(2, 3) / math.sqrt(C // heads)
    if causal:
        scores = scores.masked_fill(torch.ones(T, T).triu(1).bool(), -math.inf)
    return (F.softmax(scores, -1) @ v).transpose(1, 2).reshape(B, T, C)


def gelu(x):
    return F.gelu(x, approximate="tanh")


def transformer(out):
    """Numbers of its own, so that those of the other cases stay what they are."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        case(out, "gelu", [], [4 * normal(3, 7)], gelu)
        case(out, "linear_gelu", [], [normal(2, 3, 5), normal(4, 5), normal(4)],
             lambda x, w, b: gelu(F.linear(x, w, b)))
        ids = [3, 0, 3, 5, 3, 1]
        case(out, "embedding", [2, 3] + ids, [normal(7, 4)], lambda w: F.embedding(torch.tensor(ids).view(2, 3), w))
        for shape in ((5, 3), (2, 3, 8), (3, 17)):
            case(out, "layer_norm", [], [2 * normal(*shape) + 1, normal(shape[-1]), normal(shape[-1])],
                 lambda x, g, b: F.layer_norm(x, x.shape[-1:], g, b, 1e-5))
        for B, T, heads, d, causal in ((2, 3, 2, 2, 1), (1, 5, 1, 3, 0), (1, 7, 3, 1, 1), (1, 1, 2, 4, 1)):
            case(out, "attention", [heads, causal], [normal(B, T, 3 * heads * d)],
                 lambda x: attention(x, heads, causal))
        case(out, "add", [], [normal(2, 3, 4), normal(3, 4)], lambda a, b: a + b)


def gpt_weights(V, context, layers, C):
    """As in lib/gpt.h, but large enough for every part to matter. Float32 numbers that four digits tell apart."""
    shapes = {"wte.weight": (V, C), "wpe.weight": (context, C)}
    for i in range(layers):
        for part, shape in (("ln_1", (C,)), ("attn.c_attn", (3 * C, C)), ("attn.c_proj", (C, C)), ("ln_2", (C,)),
                            ("mlp.c_fc", (4 * C, C)), ("mlp.c_proj", (C, 4 * C))):
            shapes["h.%d.%s.weight" % (i, part)] = shape
            shapes["h.%d.%s.bias" % (i, part)] = shape[:1]
    shapes["ln_f.weight"] = shapes["ln_f.bias"] = (C,)
    weights = {}
    for name, shape in shapes.items():
        gain = "ln_" in name and name.endswith("weight")
        x = gain + (0.3 if len(shape) == 1 else 1.5 / math.sqrt(shape[1])) * normal(*shape)
        x = torch.tensor([float("%.4g" % v) for v in x.flatten().tolist()]).to(f64).view(shape)
        weights[name] = x.requires_grad_(True)
    return weights


def gpt_logits(w, ids, layers, heads):
    def norm(x, name):
        return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], 1e-5)

    def linear(x, name):
        return F.linear(x, w[name + ".weight"], w[name + ".bias"])
    x = F.embedding(ids, w["wte.weight"]) + w["wpe.weight"][:ids.shape[1]]
    for i in range(layers):
        h = "h.%d." % i
        x = x + linear(attention(linear(norm(x, h + "ln_1"), h + "attn.c_attn"), heads, True), h + "attn.c_proj")
        x = x + linear(gelu(linear(norm(x, h + "ln_2"), h + "mlp.c_fc")), h + "mlp.c_proj")
    return F.linear(norm(x, "ln_f"), w["wte.weight"])


def numbers(x, digits):
    return " ".join("%.*g" % (digits, v) for v in x.detach().flatten().tolist()) + "\n"


def gpt(out):
    torch.manual_seed(11)
    V, context, layers, heads, C, B, T = 17, 12, 2, 4, 24, 2, 10
    w = gpt_weights(V, context, layers, C)
    ids = torch.randint(0, V - 2, (B, T))  # the last two tokens only ever stand in the output
    targets = torch.randint(0, V, (B, T))
    targets[0, 3] = targets[1, 0] = targets[1, T - 1] = -1
    logits = gpt_logits(w, ids, layers, heads)
    loss = F.cross_entropy(logits.view(-1, V), targets.view(-1), ignore_index=-1)
    whole = F.cross_entropy(logits.view(-1, V), targets.clamp(min=0).view(-1))
    grads = torch.autograd.grad(loss, list(w.values()))
    out.write("gpt\t%d %d %d %d %d\t%d %d\n" % (V, context, layers, heads, C, B, T))
    out.write("ids\t-\t" + numbers(ids, 9) + "targets\t-\t" + numbers(targets, 9))
    out.write("loss\t%.12g\t%.12g\n" % (loss, whole))
    out.write("last\t%dx%d\t" % (B, V) + numbers(logits[:, -1], 9))
    for (name, x), g in zip(w.items(), grads):
        out.write("param\t" + name + "\t" + numbers(x, 4))
        out.write("grad\t" + name + "\t" + numbers(g, 6))


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


write("ops.tsv", elementwise, linear, softmax, images, network, transformer)
write("optim.tsv", optimisers)
write("schedule.tsv", schedules)
write("clip.tsv", clipping)
write("gpt.tsv", gpt)
