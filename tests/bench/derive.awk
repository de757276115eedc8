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
function ratio(name, theirs, ours) {
    if (theirs in best && ours in best) row(name, best[theirs] / best[ours], "")
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
    for (i = split("tiny_ms small_ms gpt2_ms convnet_epoch_s", names, " "); i > 0; i--) {
        part = names[i]
        sub(/_.*/, "", part)
        ratio("torch_" part "_ratio", "torch_" names[i], names[i])
        ratio("torch_tuned_" part "_ratio", "torch_tuned_" names[i], names[i])
    }
}
