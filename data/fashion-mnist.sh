#!/usr/bin/env bash
# Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017): 70,000 grey images of clothes, 28 by 28, in
# ten classes. MIT licence. Debian's package 0.0~git20200523.55506a9-1 holds the original files.
"$(dirname "$0")/../tools/debian-files" dataset-fashion-mnist /usr/share/datasets/fashion-mnist fashion-mnist <<END
b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7  train-images-idx3-ubyte.gz
0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056  train-labels-idx1-ubyte.gz
cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa  t10k-images-idx3-ubyte.gz
8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05  t10k-labels-idx1-ubyte.gz
END
