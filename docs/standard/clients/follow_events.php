<?php
// Tell every event that you may see, as it happens, and begin again where you ended.
// php follow_events.php https://charge.example.org/services USER PASSWORD [HOW_MANY]
// needs: the extension soap
require __DIR__ . '/motown.php';

[, $services, $user, $password] = $argv;
$left = (int) ($argv[4] ?? PHP_INT_MAX);
$store = client($services, 'eventstore', $user, $password);
$place = 'position.txt'; // where we were when we ended last time
$after = is_file($place) ? (int) file_get_contents($place) : 0;
while ($left > 0) {
    $answer = $store->ReadEvents(['afterPosition' => $after, 'limit' => min($left, 1000), 'waitSeconds' => 30]);
    foreach ($answer->event ?? [] as $event) {
        echo "$event->position $event->recordedAt $event->type ", $event->chargePointId ?? '-', "\n";
        $left--;
    }
    $after = $answer->nextPosition;
    file_put_contents($place, $after);
}
