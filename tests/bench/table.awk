# build/bench.tsv -> the table for the reader: what we reach, the limit it is held to, the share of it.
BEGIN { FS = "\t" }
{ value[$1] = $2 }
function has(name) { return name in value }
function figures(x) { return sprintf(x >= 100 ? "%.0f" : x >= 10 ? "%.1f" : "%.2f", x) }
function line(what, ours, limit, share,    text) {
    text = sprintf("%-28s %18s  %20s  %8s", what, ours, limit, share)
    sub(/ +$/, "", text)
    print text
}
# Two names of values in the same unit; the share of the second that the first is: in percent, or as a ratio.
function against(what, ours, limit, unit, ratio,    share) {
    if (!has(ours) || !has(limit)) return
    share = ratio ? figures(value[ratio]) " x" : sprintf("%.0f %%", 100 * value[ours] / value[limit])
    line(what, figures(value[ours]) " " unit, figures(value[limit]) " " unit, share)
}
function training(name) {
    if (!has(name "_ms")) return
    printf "%s: a training step in %s ms", name, figures(value[name "_ms"])
    printf ", %.0f tokens/s\n", value[name "_tokens_s"]
    against("  arithmetic", name "_gflops", "sgemm_peak_gflops", "GFLOP/s")
    against("  memory, and the tensors'", name "_memory_mb", name "_tensors_mb", "MB", name "_memory_ratio")
    against("  PyTorch's time", name "_ms", "torch_" name "_ms", "ms", "torch_" name "_ratio")
    against("  with large blocks kept", name "_ms", "torch_tuned_" name "_ms", "ms", "torch_tuned_" name "_ratio")
}
END {
    print ""
    line("", "ours", "limit", "share")
    against("sgemm, oneDNN", "sgemm_onednn_gflops", "sgemm_peak_gflops", "GFLOP/s")
    against("sgemm, OpenBLAS", "sgemm_openblas_gflops", "sgemm_peak_gflops", "GFLOP/s")
    against("sgemm, gslcblas", "sgemm_gslcblas_gflops", "sgemm_peak_gflops", "GFLOP/s")
    if (has("read_bandwidth_gbs")) line("reading memory", figures(value["read_bandwidth_gbs"]) " GB/s")
    training("tiny")
    training("small")
    training("gpt2")
    if (has("decode_gbs")) printf "gpt2: generates %s tokens/s\n", figures(value["decode_tokens_s"])
    against("  weights and cache read", "decode_gbs", "decode_read_gbs", "GB/s")
    if (has("convnet_epoch_s")) printf "convnet: 60,000 images in %s s\n", figures(value["convnet_epoch_s"])
    against("  PyTorch's time", "convnet_epoch_s", "torch_convnet_epoch_s", "s", "torch_convnet_ratio")
    against("  with large blocks kept", "convnet_epoch_s", "torch_tuned_convnet_epoch_s", "s", "torch_tuned_convnet_ratio")
    if (has("tape_ns_per_op")) line("tape, an operation", figures(value["tape_ns_per_op"]) " ns")
    print ""
}
