"""The steps of Reverie's package dream in PyTorch, with the same weights.

    dream.py job DIR LAYOUT       a whole dream; LAYOUT is contiguous or channels_last
    dream.py gradient DIR W H     the gradient of one picture

DIR holds what the engine's export wrote. OMP_NUM_THREADS is the number of
threads. Only the dream itself is in the time that is printed, not PyTorch's
start nor the reading of files.
"""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F

MARGIN, GRID = 24, 16


def floats(folder, name, *shape):
    with open(os.path.join(folder, name), "rb") as f:
        return torch.frombuffer(bytearray(f.read()), dtype=torch.float32).reshape(*shape)


def store(folder, name, tensor):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(tensor.permute(0, 2, 3, 1).contiguous().numpy().tobytes())


class Network:
    def __init__(self, folder, layout):
        with open(os.path.join(folder, "job.json")) as f:
            self.job = json.load(f)
        self.layout = layout
        self.mean = torch.tensor(self.job["mean"]).reshape(1, 3, 1, 1)
        self.scale = torch.tensor(self.job["scale"]).reshape(1, 3, 1, 1)
        weights, at = floats(folder, "weights.f32", -1), 0
        self.layers = []
        for layer in self.job["layers"]:
            if layer["op"] == "conv":
                i, o, k = layer["in"], layer["out"], layer["k"]
                w = weights[at : at + o * k * k * i].reshape(o, k, k, i).permute(0, 3, 1, 2)
                at += o * k * k * i
                layer["weight"] = w.contiguous(memory_format=layout)
                layer["bias"] = weights[at : at + o].clone()
                at += o
            self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers:
            if layer["op"] == "conv":
                x = F.conv2d(x, layer["weight"], layer["bias"], layer["stride"], layer["pad"])
            elif layer["op"] == "relu":
                x = F.relu_(x)
            else:
                x = F.avg_pool2d(x, 2)
        return x

    def gradient(self, rgb, balance):
        """Of the deepest layer's activations, each channel by its RMS to the power of -balance/4."""
        x = ((rgb - self.mean) * self.scale).contiguous(memory_format=self.layout).requires_grad_()
        y = self.forward(x)
        with torch.no_grad():
            rms = y.square().mean((0, 2, 3), keepdim=True).sqrt()
            seed = y * torch.where(rms > 1e-6, rms.pow(-balance / 4), torch.zeros(()))
        y.backward(seed)
        return x.grad * self.scale


def mirror(start, count, n):
    i = torch.arange(start, start + count) % (2 * n)
    return torch.minimum(i, 2 * n - 1 - i)


DOWN = torch.tensor([1.0, 4, 6, 4, 1]) / 16
EVEN, ODD = [0.125, 0.75, 0.125], [0, 0.5, 0.5]
# The four phases of doubling both ways, each a filter of 3 × 3.
UP = torch.stack([torch.outer(torch.tensor(a), torch.tensor(b)) for a in (EVEN, ODD) for b in (EVEN, ODD)]).unsqueeze(1)


def halve(g):
    g = F.pad(g, (2, 2, 2, 2), mode="replicate")
    g = F.conv2d(g, DOWN.reshape(1, 1, 5, 1), stride=(2, 1))
    return F.conv2d(g, DOWN.reshape(1, 1, 1, 5), stride=(1, 2))


def expand(g, like):
    g = F.pixel_shuffle(F.conv2d(F.pad(g, (1, 1, 1, 1), mode="replicate"), UP), 2)
    return g[..., : like.shape[2], : like.shape[3]]


def level(g):
    return g / g.square().mean().sqrt().clamp(min=1e-10)


def normalise(g):
    """Divides the levels of a Laplacian pyramid by their RMS. Colours are a batch of three."""
    g = g.transpose(0, 1)
    levels = []
    for _ in range(4):
        if min((s + 1) // 2 for s in g.shape[2:]) < 4:
            break
        coarse = halve(g)
        levels.append(level(g - expand(coarse, g)))
        g = coarse
    g = level(g)
    for fine in reversed(levels):
        g = expand(g, fine).add_(fine)
    return g.transpose(0, 1)


def resize(img, w, h):
    if img.shape[2:] == (h, w):
        return img.clone()
    return F.interpolate(img, size=(h, w), mode="bicubic", align_corners=False, antialias=True)


def window(side):
    return -(-(side + 2 * MARGIN + GRID) // GRID) * GRID


def settle(img, base):
    come = img.clamp_(0, 255) - base
    part = come / torch.where(come > 0, 256 - base, base + 1)
    return img.sub_(0.2 * come * part.square())


def step(net, img, base, jx, jy):
    job, (h, w) = net.job, img.shape[2:]
    rows, columns = mirror(-MARGIN - jy, window(h), h), mirror(-MARGIN - jx, window(w), w)
    g = net.gradient(img.index_select(2, rows).index_select(3, columns), job["balance"])
    g = g[:, :, MARGIN + jy :][:, :, :h, MARGIN + jx :][..., :w].contiguous()
    g = normalise(g)
    mean = g.abs().mean()
    return settle(img.add_(g * (job["step"] / mean)), base)


def dream(net, picture):
    job, detail, n = net.job, None, 0
    h, w = picture.shape[2:]
    for octave in reversed(range(job["octaves"])):
        f = job["octave_scale"] ** -octave
        size = int(w * f + 0.5), int(h * f + 0.5)
        base = resize(picture, *size)
        img = base.clone() if detail is None else resize(detail, *size).add_(base)
        for _ in range(job["steps"]):
            img = step(net, img, base, *job["jitter"][n])
            n += 1
        detail = img - base
    return detail + picture


def peak():
    with open("/proc/self/status") as f:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in f if line.startswith("VmHWM:"))


def main(command, folder, *rest):
    threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    torch.set_num_threads(threads)
    if command == "gradient":
        w, h = map(int, rest)
        net = Network(folder, torch.contiguous_format)
        rgb = floats(folder, "small.f32", 1, h, w, 3).permute(0, 3, 1, 2)
        store(folder, "pytorch-gradient.f32", net.gradient(rgb, 0))
        return
    net = Network(folder, getattr(torch, "contiguous_format" if rest[0] == "contiguous" else rest[0]))
    picture = floats(folder, "picture.f32", 1, net.job["height"], net.job["width"], 3).permute(0, 3, 1, 2).contiguous()
    wall, cpu = time.perf_counter(), time.process_time()
    result = dream(net, picture)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"wall": wall, "cpu": cpu, "peak_mb": peak()}))
    store(folder, "pytorch.f32", result)


main(*sys.argv[1:])
