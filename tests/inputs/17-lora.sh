# Ranks, adapters and trunks of chapter 17. Run by tests/inputs.sh.
# shellcheck shell=bash disable=SC2154
few=(--passes 0.2)
check 'rank 0' 0 'rank 0' --rank 0 "${few[@]}"
check 'the full rank' 0 'rank 64' --rank 64 "${few[@]}"
check 'a rank above the full' 1 'rank 65 for wte.*above 64' --rank 65 "${few[@]}"
check 'a rank below 0' 2 'takes a number' --rank -1
check 'half a rank' 1 'whole number' --rank 2.5
check 'no passes' 2 'takes a number' --passes 0
cp "$folder/run/adapters.safetensors" "$folder/full.safetensors" # of the full rank
check 'adapters from a file' 0 'test mails are right' --rank 64 --adapters "$folder/full.safetensors"
check 'adapters of another rank' 1 'in the file; the model' --rank 4 --adapters "$folder/full.safetensors"
check 'a trunk in place of adapters' 1 'lora_alpha' --adapters build/quick/trunk/model.safetensors
check 'no such adapters' 1 'adapters.none' --adapters "$folder/adapters.none"
check 'a folder for adapters' 1 "$folder" --adapters "$folder"
head -c 5000 "$folder/full.safetensors" >"$folder/cut.safetensors"
check 'adapters cut off' 1 'cut.safetensors' --rank 64 --adapters "$folder/cut.safetensors"
check 'no file after --adapters' 2 'adapters' --adapters
