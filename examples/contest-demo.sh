#!/bin/sh
# Makes a contest, checks it, publishes it and scores its examples. Usage: demo.sh FOLDER [SANDBOX]
set -eu
folder=$1
sandbox=${2:-auto}
rm -rf "$folder"
mkdir -p "$folder"

say() { printf '\n$ %s\n' "$*"; "$@"; }

say flopscope-eval contest init "$folder/mine"
say flopscope-eval contest check "$folder/mine" --secrets "$folder/mine.secrets.json" --sandbox "$sandbox"
say flopscope-eval contest publish "$folder/mine" "$folder/public" --secrets "$folder/mine.secrets.json"
say flopscope-eval contest validate "$folder/public" "$folder/public/examples/starter.py" --sandbox "$sandbox"
say flopscope-eval contest package "$folder/public" "$folder/public/examples/starter.py" -o "$folder/starter.tar.gz"
say flopscope-eval contest run "$folder/mine" "$folder/mine/examples/starter.py" --split private \
  --secrets "$folder/mine.secrets.json" --sandbox "$sandbox" --json "$folder/private.json"
for contest in exact lowrank moments; do
  for submission in "$(dirname "$0")/contests/$contest"/examples/*.py; do
    say flopscope-eval contest run "$(dirname "$0")/contests/$contest" "$submission" --sandbox "$sandbox"
  done
done

# A batch over the examples, what it left, and pages that open in any browser.
for contest in exact lowrank; do
  say flopscope-eval contest batch "$(dirname "$0")/contests/$contest" "$(dirname "$0")/contests/$contest"/examples/*.py \
    --store "$folder/$contest.db" --sandbox "$sandbox"
  say flopscope-eval contest status --store "$folder/$contest.db"
  say flopscope-eval contest regrade "$(dirname "$0")/contests/$contest" --store "$folder/$contest.db" --reason "a demonstration"
  say flopscope-eval contest site "$folder/$contest-pages" --store "$folder/$contest.db"
  say flopscope-eval contest export "$folder/$contest.csv" --store "$folder/$contest.db"
done
printf "\nThe leaderboard: file://%s/exact-pages/index.html\n" "$(cd "$folder" && pwd)"
