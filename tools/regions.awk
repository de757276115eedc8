# Reads the marked regions of a C source:  //> name  to  //< name.
# Used with another -f, which calls load(path) and then finds
#   regions[path]            their number;  region_name[path, k], k = 1…
#   region_at[path, name]    the line of the marker that opens it
#   region_size[path, name]  and region[path, name, i], the lines between
# What is wrong with the marks goes to stderr as path:line: what, and sets `bad`.

function complain(path, line, what) {
    printf "%s:%d: %s\n", path, line, what > "/dev/stderr"
    bad = 1
}

# 1, or 0 if the file cannot be read.
function load(path,    line, n, status, open) {
    if (path in regions)
        return 1
    open = ""
    while ((status = (getline line < path)) > 0) {
        n++
        if (line ~ /\r$/) {
            complain(path, n, "the line ends in CR LF; save the file with Unix line ends")
            break
        }
        if (line ~ /^[ \t]*\/\/[<>]/)
            open = mark(path, n, line, open)
        else if (open != "")
            region[path, open, ++region_size[path, open]] = line
    }
    close(path)
    if (status < 0)
        return 0
    if (open != "")
        complain(path, region_at[path, open], "region '" open "' is never closed; end it with //< " open)
    regions[path] += 0
    return 1
}

# The name of the region that is open after this mark.
function mark(path, n, line, open,    name) {
    if (line !~ /^[ \t]*\/\/[<>] [A-Za-z0-9_-]+[ \t]*$/) {
        complain(path, n, "broken mark; write //> name or //< name and nothing else on the line")
        return open
    }
    name = line
    sub(/^[ \t]*\/\/[<>] /, "", name)
    sub(/[ \t]+$/, "", name)
    if (line ~ /^[ \t]*\/\/</) {
        if (open == "")
            complain(path, n, "//< " name " closes a region that was never opened")
        else if (name != open)
            complain(path, n, "//< " name " stands where //< " open " is due; regions do not nest")
        return name == open ? "" : open
    }
    if (open != "") {
        complain(path, n, "region '" name "' starts inside region '" open "'; regions do not nest")
        return open
    }
    if ((path, name) in region_at) {
        complain(path, n, "region '" name "' was already marked in line " region_at[path, name] "; give it another name")
        return ""
    }
    region_at[path, name] = n
    region_size[path, name] = 0
    region_name[path, ++regions[path]] = name
    return name
}

# Drops the indentation that all lines of a region share, and blank lines around it.
function dedent(path, name,    i, n, first, shared, line, lead) {
    n = region_size[path, name]
    shared = "none"
    for (i = 1; i <= n; i++) {
        line = region[path, name, i]
        sub(/[ \t]+$/, "", line)
        region[path, name, i] = line
        if (line == "")
            continue
        match(line, /^[ \t]*/)
        lead = substr(line, 1, RLENGTH)
        if (shared == "none")
            shared = lead
        while (substr(lead, 1, length(shared)) != shared)
            shared = substr(shared, 1, length(shared) - 1)
    }
    while (n && region[path, name, n] == "")
        n--
    for (first = 1; first < n && region[path, name, first] == ""; first++)
        ;
    for (i = first; i <= n; i++)
        region[path, name, i - first + 1] = substr(region[path, name, i], length(shared) + 1)
    region_size[path, name] = n - first + 1
    region_first[path, name] = region_at[path, name] + first # the source's line of region[…, 1]
}
