# Weaves one chapter's text: fills code and output fences and values, and prints
# the result (mode=weave), or names each place that would change (mode=check).
#
#   awk -f regions.awk -f compare.awk -f weave.awk
#       -v mode=weave|check|sections   sections: as check, but of the run only the names of
#                                      its sections and values count, not what they hold
#       -v text=… -v dir=chapters/KEY -v run=build/runs/KEY -v sources="a.c b.h" -v again="make 05"

BEGIN {
    read_text()
    if (!bad)
        weave()
    if (!bad)
        require_all_used()
    if (mode == "weave" && !bad)
        for (i = 1; i <= lines_out; i++)
            print out[i]
    exit bad + 0
}

function fault(line, what) {
    complain(text, line, what)
}

function read_text(    line, status) {
    while ((status = (getline line < text)) > 0) {
        T[++lines] = line
        if (line ~ /\r$/ && !bad)
            fault(lines, "the line ends in CR LF; save the file with Unix line ends")
    }
    if (status < 0)
        fault(0, "cannot read it")
}

function emit(line) {
    out[++lines_out] = line
}

function weave(    i, fence) {
    for (i = 1; i <= lines; i++) {
        if (T[i] ~ /^<!-- (code|output): /)
            i = woven_fence(i)
        else if (T[i] ~ /^ ? ? ?(```|~~~)/) {
            fence = fence_of(T[i])
            for (emit(T[i++]); i <= lines && !closes(T[i], fence); i++)
                emit(T[i])
            if (i <= lines)
                emit(T[i])
        } else
            emit(values(i, T[i]))
    }
}

function fence_of(line) {
    sub(/^ +/, "", line)
    match(line, /^(`+|~+)/)
    return substr(line, 1, RLENGTH)
}

function closes(line, fence) {
    return index(line, fence) && line ~ /^ *(`+|~+) *$/
}

# Handles the marker in line i and the fence below it; returns the fence's last line.
function woven_fence(i,    last, fence, n, tol) {
    emit(T[i])
    fence = T[i + 1] ~ /^```/ ? fence_of(T[i + 1]) : ""
    for (last = i + 2; fence != "" && last <= lines && !closes(T[last], fence); last++)
        ;
    if (fence == "" || last > lines) {
        fault(i, fence == "" ? "no fence follows the marker; put ```c or ```text and ``` right under it" \
                             : "the fence under the marker is never closed")
        return i
    }
    emit(T[i + 1])
    n = T[i] ~ /^<!-- code/ ? listing(i) : section(i)
    if (n >= 0 && mode != "weave")
        compare(i, last, n)
    for (i = 1; i <= n; i++) {
        if (index(want[i], fence) == 1)
            fault(last, "what belongs here has a line that starts with " fence "; use a longer fence")
        emit(want[i])
    }
    emit(T[last])
    return last
}

# want[1…n] from a region of a source; -1 if there is none.
function listing(i,    file, path, name, k, line) {
    file = T[i]
    if (file !~ /^<!-- code: [A-Za-z0-9_.\/-]+#[A-Za-z0-9_-]+ -->$/ || file ~ /\.\./)
        return broken(i, "<!-- code: file.c#region -->")
    sub(/^<!-- code: /, "", file)
    sub(/ -->$/, "", file)
    name = substr(file, index(file, "#") + 1)
    file = substr(file, 1, index(file, "#") - 1)
    path = dir "/" file
    if (!load(path)) {
        path = file
        if (!load(path)) {
            fault(i, "there is no file " dir "/" file " and no " file)
            return -1
        }
    }
    if (!((path, name) in region_at)) {
        for (k = 1; k <= regions[path]; k++)
            line = line " " region_name[path, k]
        fault(i, path " has no region '" name "'; it has:" (line == "" ? " none" : line))
        return -1
    }
    if ((path, name) in used) {
        fault(i, "region '" name "' was already shown in line " used[path, name] "; show each once")
        return -1
    }
    dedent(path, name)
    used[path, name] = i
    for (k = 1; k <= region_size[path, name]; k++)
        want[k] = region[path, name, k]
    free = 0
    from_path = path
    from_line = region_first[path, name]
    return region_size[path, name]
}

# want[1…n] from a section of the run; -1 if there is none.
#   tol=0.02, tol=2%   its numbers may differ by that much; without it, every line must be equal
#   time               times and their ratios: the words must be equal, the numbers are not compared
#   free               what a model wrote, which another processor's model would write otherwise: the first
#                      line must be equal, and something must follow it
function section(i,    name, k) {
    name = T[i]
    tol = ""
    if (name !~ /^<!-- output: [^ =>]+( [^ =>]+)*( tol=[0-9][0-9.e-]*%?)? -->$/)
        return broken(i, "<!-- output: section --> or <!-- output: section tol=0.02 (or tol=2%, time, free) -->")
    sub(/^<!-- output: /, "", name)
    sub(/ -->$/, "", name)
    free = sub(/ free$/, "", name)
    if (sub(/ time$/, "", name))
        tol = "time"
    if (match(name, / tol=/)) {
        tol = substr(name, RSTART + 5)
        name = substr(name, 1, RSTART - 1)
    }
    from_path = ""
    if (!read_run(i))
        return -1
    if (!(name in section_size)) {
        fault(i, "the run has no section '" name "'; " run "/output.txt has:" (section_names == "" ? " none" : section_names))
        return -1
    }
    for (k = 1; k <= section_size[name]; k++)
        want[k] = section_line[name, k]
    return section_size[name]
}

function broken(i, form) {
    fault(i, "broken marker; write " form)
    return -1
}

# Names each line of the fence from line i + 2 to last - 1 that is not want[1…n].
function compare(i, last, n,    k, have, said) {
    if (from_path == "" && mode == "sections")
        return
    have = last - i - 2
    if (free) {
        if (have < 2 || n < 2)
            fault(last, "the text has " have ", " run "/output.txt " n " lines here; a free output has a heading and more")
        else if (T[i + 2] != want[1])
            fault(i + 2, disagreement(T[i + 2], want[1], ""))
        return
    }
    for (k = 1; k <= have && k <= n && said < 5; k++) {
        if (from_path != "" && T[i + 1 + k] != want[k])
            said += differ(i + 1 + k, "the text says \"" T[i + 1 + k] "\", " from_path ":" (from_line + k - 1) " says \"" want[k] "\"")
        else if (from_path == "" && disagreement(T[i + 1 + k], want[k], tol) != "")
            said += differ(i + 1 + k, disagreement(T[i + 1 + k], want[k], tol))
        if (said && have != n)
            break
    }
    if (have != n)
        fault(have < n ? last : i + 2 + n, "the text has " have " lines here, " \
            (from_path == "" ? run "/output.txt" : from_path ":" from_line) " has " n)
}

function differ(line, what) {
    fault(line, what)
    return 1
}

# The run's sections and values, once. 0 if there is no run.
function read_run(i,    line, name, status, F) {
    if (run_read)
        return run_read > 0
    run_read = -1
    while ((status = (getline line < (run "/output.txt"))) > 0) {
        sub(/[ \t]+$/, "", line)
        if (line ~ /[\001-\010\013-\037]/) {
            fault(i, "section '" name "' of " run "/output.txt holds control characters")
            return 0
        }
        if (line ~ /^== .* ==$/) {
            name = substr(line, 4, length(line) - 6)
            if (name in section_size)
                fault(i, run "/output.txt has section '" name "' twice")
            section_size[name] = blank = 0
            section_names = section_names " " name
        } else if (line == "")
            blank++
        else if (name != "") {
            for (; blank && section_size[name]; blank--)
                section_line[name, ++section_size[name]] = ""
            section_line[name, ++section_size[name]] = line
            blank = 0
        }
    }
    while (status >= 0 && (status = (getline line < (run "/summary.tsv"))) > 0)
        if (line !~ /^#/ && split(line, F, "\t") >= 2) {
            value[F[1]] = F[2]
            unit[F[1]] = F[3]
            value_names = value_names " " F[1]
        }
    if (status < 0)
        fault(i, run " holds no whole run; " again)
    else
        run_read = 1
    return run_read > 0
}

# The line with its values filled in.
#   tol=0.5, tol=5%   it may differ by that much, or by that share of the larger number
#   time              a ratio of times, which like times is not compared (tests/expect may bound it)
function values(i, line,    done, whole, head, have, name, tol) {
    while (match(line, /<!-- value: [A-Za-z0-9_.-]+( tol=[0-9][0-9.e-]*%?| time)? -->[^<]*<!-- \/value -->/)) {
        whole = substr(line, RSTART, RLENGTH)
        head = substr(whole, 1, index(whole, "-->") + 2)
        have = substr(whole, length(head) + 1, length(whole) - length(head) - 15)
        done = done substr(line, 1, RSTART - 1) head
        line = substr(line, RSTART + RLENGTH)
        name = head
        sub(/^<!-- value: /, "", name)
        sub(/ .*/, "", name)
        tol = head ~ / time -->$/ ? "time" : match(head, / tol=/) ? substr(head, RSTART + 5, length(head) - RSTART - 8) : 0
        done = done value_for(i, name, have, tol, line) "<!-- /value -->"
    }
    if ((done line) ~ /<!-- *\/?(code|output|value)/ && !well_formed(done line))
        broken(i, "<!-- code: … --> and <!-- output: … --> alone at the start of a line, <!-- value: name -->1.23<!-- /value --> on one")
    return done line
}

function well_formed(line) {
    gsub(/<!-- value: [A-Za-z0-9_.-]+( tol=[0-9][0-9.e-]*%?| time)? -->[^<]*<!-- \/value -->/, "", line)
    return line !~ /<!-- *\/?(code|output|value)/
}

# What belongs into the text for a value that stands there as `have`, before `rest`.
function value_for(i, name, have, tol, rest,    got, half, limit) {
    if (!read_run(i))
        return have
    if (!(name in value)) {
        fault(i, "the run has no value '" name "'; " run "/summary.tsv has:" value_names)
        return have
    }
    got = as_written(value[name], have)
    if (mode != "check" || got == have)
        return got
    if (is_number(have) && is_number(value[name]) && (tol == "time" || time_unit(rest) || time_unit(" " unit[name] " ")))
        return have
    half = 0.5 * 10 ^ -decimals(have) * (1 + 1e-9)
    limit = tol ~ /%$/ ? allowed(tol, abs(plain(have)), abs(value[name])) : tol
    if (!is_number(have) || value[name] ~ /[a-z]$/ || abs(plain(have) - value[name]) > half + limit)
        fault(i, "the text says " have ", the run says " got " (tol " tol ", value " name ")")
    return have
}

function plain(s) {
    gsub(/,/, "", s)
    sub(/^\342\210\222/, "-", s) # a typographic minus
    return s
}

function is_number(s) {
    return plain(s) ~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/
}

# Decimals of a number as written; those of 1.25e-3 are 5.
function decimals(s,    power) {
    s = plain(s)
    if (match(s, /[eE]/)) {
        power = substr(s, RSTART + 1) + 0
        s = substr(s, 1, RSTART - 1)
    }
    return (index(s, ".") ? length(s) - index(s, ".") : 0) - power
}

# x with as many decimals as `shape` has, and with its commas, exponent and minus sign.
function as_written(x, shape,    s, places) {
    if (!is_number(shape) || !is_number(x))
        return x
    s = plain(shape)
    sub(/[eE].*/, "", s)
    places = index(s, ".") ? length(s) - index(s, ".") : 0
    if (shape ~ /[eE]/)
        s = sprintf("%." places "e", x)
    else
        s = sprintf("%." places "f", x)
    if (shape ~ /,/)
        while (match(s, /[0-9][0-9][0-9][0-9]([,.]|$)/))
            s = substr(s, 1, RSTART) "," substr(s, RSTART + 1)
    if (shape ~ /^\342\210\222/)
        sub(/^-/, "\342\210\222", s)
    return s
}

function require_all_used(    n, k, r, list) {
    n = split(sources, list, " ")
    for (k = 1; k <= n; k++)
        if (load(list[k]))
            for (r = 1; r <= regions[list[k]]; r++)
                if (!((list[k], region_name[list[k], r]) in used))
                    complain(list[k], region_at[list[k], region_name[list[k], r]], "no text shows region '" \
                        region_name[list[k], r] "'; show it in " text " or remove its marks")
}
