# Splits a C file at the definitions of the functions named in `functions`:
#     awk -v functions="ex_a ex_b" -f tools/grade-split.awk file.c
# prints one line a piece, in order: kind, first line, last line, the function it belongs to.
#     F  a function, from its return type to its closing brace
#     G  one thing that stands between: an #include, a helper, a declaration; with the comment above it.
#        It belongs to the function that follows, or to the last one.
# It has to work on files that do not compile: where braces do not balance, a function ends at the last
# line that begins with } before the next thing that looks like file scope.

{ line[NR] = $0 }

END {
    count = split(functions, name, " ")
    for (i = 1; i <= count; i++)
        if (!find(name[i], ""))
            find(name[i], "[ \t]*")
    done = 0
    for (i = next_start(0); i; i = next_start(i)) {
        between(done + 1, i - 1, is[i])
        done = function_end(i)
        print "F", i, done, is[i]
        last = is[i]
    }
    between(done + 1, NR, last)
}

function between(from, to, who,    i, code) {
    for (i = from; i <= to; i++) {
        if ((!code && line[i] ~ /^#[ \t]*(include|define|undef|pragma).*[^\\]$/) ||
            line[i] ~ /^[^ \t#\/*].*[;}][ \t]*$|^}/) {
            print "G", from, i, who
            from = i + 1
            code = 0
        } else if (line[i] !~ /^[ \t]*($|\/\*|\*|\/\/)/) {
            code = 1
        }
    }
    if (from <= to)
        print "G", from, to, who
}

# Records every line that begins a definition of `who`: a type and the name before (, and { before ;
function find(who, indent,    i, j, text, found) {
    for (i = 1; i <= NR; i++) {
        if (line[i] !~ ("^" indent "([A-Za-z_][A-Za-z0-9_ \t*(),\"]*[ \t*)])?" who "[ \t]*\\(") ||
            line[i] ~ /^[ \t]*(return|else|if|for|while)[^A-Za-z0-9_]/)
            continue
        text = substr(line[i], index(line[i], who))
        for (j = i + 1; text !~ /[;{]/ && j <= NR; j++)
            text = line[j]
        if (match(text, /[;{]/) && substr(text, RSTART, 1) == "{") {
            is[signature(i)] = who
            found = 1
        }
    }
    return found
}

# The return type or an attribute may stand on lines of its own.
function signature(i) {
    while (i > 1 && line[i - 1] !~ /^[ \t]*$|[};\/\\][ \t]*$|^[ \t]*(#|\/\/|\*|\/\*|})/)
        i--
    return i
}

function next_start(i) {
    for (i++; i <= NR; i++)
        if (i in is)
            return i
    return 0
}

function function_end(start,    limit, end, i, stop) {
    limit = next_start(start)
    limit = limit ? limit - 1 : NR
    end = balanced_end(start, limit)
    for (i = end + 1; end && i <= limit && line[i] ~ /^[ \t]*$/; i++)
        ;
    if (end && (i > limit || line[i] ~ /^[^ \t}]/))
        return end
    for (stop = start + 1; stop <= limit && line[stop] !~ /^(static|\/\*|\/\/|#[ \t]*(include|define))/; stop++)
        ;
    for (i = stop - 1; i > start; i--)
        if (line[i] ~ /^}/)
            return i
    return stop - 1
}

# The line where the braces opened since `start` are closed again, or 0.
function balanced_end(start, limit,    i, text, depth, opened, comment, c) {
    for (i = start; i <= limit; i++) {
        text = line[i]
        while (text != "") {
            if (comment) {
                if (!(c = index(text, "*/")))
                    break
                text = substr(text, c + 2)
                comment = 0
            } else if (text ~ /^\/\*/) {
                comment = 1
                text = substr(text, 3)
            } else if (text ~ /^\/\//) {
                break
            } else if (match(text, /^("([^"\\]|\\.)*"|'([^'\\]|\\.)*')/)) {
                text = substr(text, RLENGTH + 1)
            } else {
                c = substr(text, 1, 1)
                depth += (c == "{") - (c == "}")
                opened = opened || c == "{"
                text = substr(text, 2)
                if (opened && depth == 0)
                    return i
            }
        }
    }
    return 0
}
