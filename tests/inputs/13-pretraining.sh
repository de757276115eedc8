# Texts to learn from, and prompts, of chapter 13. Run by tests/inputs.sh.
# shellcheck shell=bash disable=SC2154
text=$folder/text
small=(--context 16 --width 16 --layers 1 --heads 2)

: >"$text.empty"
check 'an empty corpus' 1 'text.empty' --corpus "$text.empty"
printf x >"$text.byte"
check 'a corpus of one byte' 1 'text.byte: 1 bytes are too few' --corpus "$text.byte"
check 'no such corpus' 1 'text.none' --corpus "$text.none"
check 'a folder for a corpus' 1 "$folder" --corpus "$folder"
check 'no corpus after --corpus' 2 '--corpus' --corpus
yes 'all lines are alike' | head -c 300 >"$text.short"
check 'a corpus that is too short' 1 'are too few for a context' --corpus "$text.short" "${small[@]}"
yes 'all lines are alike' | head -c 400 >"$text.just"
check 'a corpus that is just long enough' 0 . --corpus "$text.just" "${small[@]}"
head -c 300000 "$program" >"$text.binary"
check 'a binary corpus' 0 . --corpus "$text.binary" "${small[@]}"
yes $'caf\xe9 \xff\xc3' | head -c 100000 >"$text.latin"
check 'a corpus that is no UTF-8' 0 . --corpus "$text.latin" "${small[@]}"
head -c 3000000 /dev/zero | tr '\0' a >"$text.line"
check 'a corpus of one long line, of one letter' 0 . --corpus "$text.line" "${small[@]}"
yes 'one text of ordinary words, and again' | head -c 100000 >"$text.plain"
check 'a prompt longer than the context' 0 . --corpus "$text.plain" "${small[@]}" --prompt "$(printf 'again and %.0s' {1..100})"
check 'a prompt of letters that the corpus lacks' 0 . --corpus "$text.plain" "${small[@]}" --prompt 'ÄÖ 12'
check 'no steps' 2 'steps' --steps 0
check 'heads that do not divide the width' 1 'heads' --corpus "$text.plain" --context 16 --width 10 --heads 3
