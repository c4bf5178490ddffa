#!/bin/sh
# Start a transaction and wait until the charge point has really begun it.
# sh start_and_wait.sh https://charge.example.org/services USER PASSWORD CHARGE_POINT ID_TAG
# needs: curl, sed, grep
services=$1 user=$2 password=$3 charge_point=$4 id_tag=$5
. "$(dirname "$0")/motown.sh"

request_id="$(date +%s)-$$" # asked again with it, nothing is done twice
answer=$(ask command "<m:StartTransaction><m:requestId>$request_id</m:requestId>
    <m:chargePointId>$(xml "$charge_point")</m:chargePointId><m:idTag>$(xml "$id_tag")</m:idTag></m:StartTransaction>")
refuse "$answer"
command_id=$(printf '%s\n' "$answer" | text commandId)
outcome=Pending
while [ "$outcome" = Pending ]; do
    answer=$(ask command "<m:GetCommand><m:commandId>$command_id</m:commandId>
        <m:waitSeconds>60</m:waitSeconds></m:GetCommand>")
    refuse "$answer"
    outcome=$(printf '%s\n' "$answer" | text outcome)
    echo "$(printf '%s\n' "$answer" | text state) $outcome $(printf '%s\n' "$answer" | text stationStatus)"
done
[ "$outcome" = Succeeded ]
