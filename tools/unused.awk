# Names the regions of the library that no text shows, and broken marks there.
#   awk -f regions.awk -f unused.awk -v sources="lib/a.c …" chapters/*/README.md

FNR == 1 { dir = FILENAME; sub(/[^\/]*$/, "", dir) }

/^<!-- code: [^ ]+ -->$/ {
    name = substr($0, 12, length($0) - 15)
    sub(/ -->$/, "", name)
    shown[name] = shown[dir name] = 1
}

END {
    n = split(sources, path, " ")
    for (i = 1; i <= n; i++) {
        load(path[i])
        for (k = 1; k <= regions[path[i]]; k++) {
            name = region_name[path[i], k]
            if (!((path[i] "#" name) in shown))
                complain(path[i], region_at[path[i], name], "no text shows region '" name "'; show it or remove its marks")
        }
    }
    exit bad + 0
}
