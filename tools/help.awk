# Lists commands, those for authors last: "name [OPTIONS] — text", sorted, one a line.
{
    name = $1
    options = ""
    if (match(name, / \[| [A-Z]/)) {
        options = substr(name, RSTART + 1)
        name = substr(name, 1, RSTART - 1)
    }
    text = $2
    author = sub(/^for authors: /, "", text)
    entry = sprintf("  make %-12s  %s\n", name, text)
    if (options != "")
        entry = entry sprintf("  %17s  %s\n", "", options)
    if (author)
        authors = authors entry
    else
        printf "%s", entry
}
END { printf "\nFor authors\n%s", authors }
