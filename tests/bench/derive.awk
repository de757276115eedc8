# The rows measured (name, value, unit; a name again: another measurement of the same) -> build/bench.tsv,
# with the shares of the peak and the ratios that follow from them.
BEGIN { FS = OFS = "\t" }
function better(name, value) { # of speeds the highest counts, of PyTorch's times the lowest
    if (!(name in best)) return 1
    return name ~ /^torch_/ ? value < best[name] : value > best[name]
}
!($1 in best) { order[++count] = $1; unit[$1] = $3 }
better($1, $2 + 0) { best[$1] = $2 + 0 }
$1 ~ /^sgemm_/ && $2 + 0 > peak { peak = $2 + 0 }
function row(name, value, unit) { print name, sprintf("%.6g", value), unit }
function ratio(name, theirs, ours, scale) {
    if (theirs in best && ours in best) row(name, best[theirs] / (best[ours] * scale), "")
}
END {
    print "name", "value", "unit"
    row("sgemm_peak_gflops", peak, "GFLOP/s")
    for (i = 1; i <= count; i++) {
        name = order[i]
        row(name, best[name], unit[name])
        if (name ~ /^(tiny|small|gpt2)_gflops$/)
            row(substr(name, 1, index(name, "_")) "mfu", best[name] / peak, "")
    }
    ratio("torch_tiny_ratio", "torch_tiny_ms", "tiny_ms", 1)
    ratio("torch_small_ratio", "torch_small_ms", "small_ms", 1)
    ratio("torch_gpt2_ratio", "torch_gpt2_ms", "gpt2_ms", 1)
    ratio("torch_convnet_ratio", "torch_convnet_epoch_s", "convnet_epoch_s", 1)
}
