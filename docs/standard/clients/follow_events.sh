#!/bin/sh
# Tell every event that you may see, as it happens, and begin again where you ended.
# sh follow_events.sh https://charge.example.org/services USER PASSWORD [HOW_MANY]
# needs: curl, sed, grep
services=$1 user=$2 password=$3 left=${4:-1000000000}
. "$(dirname "$0")/motown.sh"

after=$(cat position.txt 2>/dev/null || echo 0) # where we were when we ended last time
while [ "$left" -gt 0 ]; do
    limit=$((left < 1000 ? left : 1000))
    answer=$(ask eventstore "<m:ReadEvents><m:afterPosition>$after</m:afterPosition>
        <m:limit>$limit</m:limit><m:waitSeconds>30</m:waitSeconds></m:ReadEvents>")
    refuse "$answer"
    told=$(printf '%s\n' "$answer" | sed -n -e 's/.*:position>\([0-9]*\)<.*/\1/p' -e 's/.*:type>\([^<]*\)<.*/\1/p' | paste -d' ' - -)
    [ -z "$told" ] || printf '%s\n' "$told"
    left=$((left - $(printf '%s' "$told" | grep -c .)))
    after=$(printf '%s\n' "$answer" | text nextPosition)
    echo "$after" > position.txt
done
