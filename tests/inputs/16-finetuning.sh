# Mails and models of chapter 16. Run by tests/inputs.sh.
# shellcheck shell=bash disable=SC2154
mails=$folder/mails
letters() { head -c "$1" /dev/zero | tr '\0' "$2"; } # NUMBER LETTER
mkdir -p "$mails/ham" "$mails/spam" "$folder/none" "$folder/other" "$folder/cut"
check 'no such mails' 1 'none/ham: is missing' --mails "$folder/none"
check 'a file for a folder of mails' 1 'is missing' --mails "$program"
check 'no mails' 1 'ham: holds no mail' --mails "$mails"
for i in {1..40}; do
    printf 'Subject: lunch on day %s\n\nShall we meet in street %s?\n' "$(letters "$i" x)" "$(letters "$i" y)" >"$mails/ham/$i"
done
check 'an empty class' 1 'spam: holds no mail' --mails "$mails"
printf 'Subject: win\n\nmoney\n' >"$mails/spam/1"
check 'a class of one mail' 0 'all labels' --mails "$mails"
for i in {1..40}; do
    printf 'Subject: win %s\n\nMoney for %s, click!\n' "$(letters "$i" a)" "$(letters "$i" b)" >"$mails/spam/$i"
done
check 'other mails' 0 'all labels' --mails "$mails"
head -c 50000 "$program" >"$mails/ham/binary"
printf 'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Transfer-Encoding: base64\n\n\xff\xfe!' >"$mails/ham/damaged"
letters 3000000 '<' >"$mails/spam/brackets"
: >"$mails/spam/empty"
mkdir -p "$mails/spam/folder"
check 'unreadable mails' 0 'all labels' --mails "$mails"
check 'one label' 0 '1 labels' --mails "$mails" --labels 1
check 'two labels' 0 '2 labels' --mails "$mails" --labels 2
check 'more labels than there are' 0 'all labels' --mails "$mails" --labels 1000000
check 'no labels' 2 'labels' --labels 0
check 'no folder after --mails' 2 '--mails' --mails
check 'no such model' 1 'none/model.safetensors' --trunk "$folder/none"
cp build/quick/trunk/model.safetensors "$folder/other"
cp data/cache/gpt2/vocab.json data/cache/gpt2/merges.txt "$folder/other"
check 'a model and a tokenizer of other sizes' 1 'not of one trunk' --trunk "$folder/other"
head -c 20000 build/quick/trunk/model.safetensors >"$folder/cut/model.safetensors"
check 'half a model' 1 'cut/model.safetensors' --trunk "$folder/cut"
check 'another model' 0 'all labels' --mails "$mails" --trunk build/quick/trunk
