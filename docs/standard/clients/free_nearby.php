<?php
// List the charge points that are free within some metres of a place, the whole list, page by page.
// php free_nearby.php https://charge.example.org/services USER PASSWORD LATITUDE LONGITUDE METRES
// needs: the extension soap
require __DIR__ . '/motown.php';

[, $services, $user, $password, $latitude, $longitude, $metres] = $argv;
$chargePoints = client($services, 'chargepoint', $user, $password);
$near = ['latitude' => $latitude, 'longitude' => $longitude, 'radiusMeters' => $metres];
$page = [];
do {
    $answer = $chargePoints->ListChargePoints(
        ['near' => $near, 'available' => true, 'view' => 'Status', 'page' => $page]);
    foreach ($answer->chargePoint ?? [] as $one) {
        $free = array_filter($one->connector, fn ($connector) => $connector->status === 'Available');
        $numbers = implode(' ', array_map(fn ($connector) => $connector->connectorId, $free));
        echo "$one->chargePointId $one->distanceMeters m free: $numbers\n";
    }
    $page = ['cursor' => $answer->pageInfo->nextCursor ?? null];
} while ($page['cursor'] !== null);
