#!/bin/sh
# List the charge points that are free within some metres of a place, the whole list, page by page.
# sh free_nearby.sh https://charge.example.org/services USER PASSWORD LATITUDE LONGITUDE METRES
# needs: curl, sed, grep
services=$1 user=$2 password=$3 latitude=$4 longitude=$5 metres=$6
. "$(dirname "$0")/motown.sh"

page=
while :; do
    answer=$(ask chargepoint "<m:ListChargePoints><m:near><m:latitude>$latitude</m:latitude>
        <m:longitude>$longitude</m:longitude><m:radiusMeters>$metres</m:radiusMeters></m:near>
        <m:available>true</m:available><m:view>Basic</m:view>$page</m:ListChargePoints>")
    refuse "$answer"
    printf '%s\n' "$answer" | sed -n -e 's/.*:chargePointId>\([^<]*\)<.*/\1/p' -e 's/.*:distanceMeters>\([^<]*\)<.*/\1 m/p' |
        paste -d' ' - -
    cursor=$(printf '%s\n' "$answer" | text nextCursor)
    [ -n "$cursor" ] || break
    page="<m:page><t:cursor>$cursor</t:cursor></m:page>"
done
