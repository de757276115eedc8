# Prompts and settings of chapter 14. Run by tests/inputs.sh.
# shellcheck shell=bash disable=SC2154
check 'a prompt' 0 '^In the beginning' --tokens 30 --prompt 'In the beginning'
check 'prompt=' 0 '^In the beginning' --tokens 30 --prompt='In the beginning'
check 'an empty prompt' 0 'tokens/s' --tokens 30 --prompt ''
check 'a prompt longer than the context' 0 'sees the last' --tokens 30 --prompt "$(printf 'And the king said unto him. %.0s' {1..100})"
check 'a prompt of broken UTF-8' 0 'ab' --tokens 30 --prompt $'ab\xff\xc3'
check 'a prompt of control characters' 0 'x' --tokens 30 --prompt $'x\x1b[31m\x07'
check 'a prompt of emoji' 0 '🙂' --tokens 30 --prompt '🙂 and'
check 'temperature 0' 0 . --tokens 30 --prompt And --temperature 0
check 'temperature 100' 0 . --tokens 30 --prompt And --temperature 100 --top-p 1
check 'top-p 0' 0 . --tokens 30 --prompt And --top-p 0
check 'top-k 1' 0 . --tokens 30 --prompt And --top-k 1
check 'top-k above the vocabulary' 0 . --tokens 30 --prompt And --top-k 1000000
check 'penalty 100' 0 . --tokens 30 --prompt And --penalty 100
check 'no tokens' 0 '^And$' --prompt And --tokens 0
check 'beyond the context' 0 '300 tokens,' --prompt And --tokens 300
check 'without the cache' 0 . --tokens 30 --prompt And --cache 0
check 'temperature below 0' 2 'takes a number' --tokens 30 --prompt And --temperature -1
check 'top-p below 0' 2 'takes a number' --tokens 30 --prompt And --top-p -0.1
check 'top-p above 1' 2 'takes a number' --tokens 30 --prompt And --top-p 1.5
check 'top-p nan' 2 'takes a number' --tokens 30 --prompt And --top-p nan
check 'top-k below 0' 2 'takes a number' --tokens 30 --prompt And --top-k -3
check 'half a top-k' 1 'whole number' --tokens 30 --prompt And --top-k 2.5
check 'tokens below 0' 2 'takes a number' --prompt And --tokens -1
check 'half a token' 1 'whole number' --prompt And --tokens 1.5
check 'options without --prompt' 1 'go with --prompt' --temperature 0.5
check 'no text after --prompt' 2 'cannot use --prompt' --prompt

a=$("$program" --quick --prompt And --tokens 60 --seed 4 2>"$folder/err")
b=$("$program" --quick --prompt And --tokens 60 --seed 4 --cache 0 2>>"$folder/err")
if [ -n "$a" ] && [ "$a" = "$b" ]; then
    say ok "$key: with and without the cache the same text"
else
    say bad "$key: with and without the cache the same text" "$a / $b"
fi
