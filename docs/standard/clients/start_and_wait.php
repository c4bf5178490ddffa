<?php
// Start a transaction and wait until the charge point has really begun it.
// php start_and_wait.php https://charge.example.org/services USER PASSWORD CHARGE_POINT ID_TAG
// needs: the extension soap
require __DIR__ . '/motown.php';

[, $services, $user, $password, $chargePoint, $idTag] = $argv;
ini_set('default_socket_timeout', '90'); // longer than we wait
$commands = client($services, 'command', $user, $password);
try {
    $receipt = $commands->StartTransaction([
        'requestId' => bin2hex(random_bytes(16)), // asked again with it, nothing is done twice
        'chargePointId' => $chargePoint,
        'idTag' => $idTag,
    ])->receipt;
    do {
        $command = $commands->GetCommand(['commandId' => $receipt->commandId, 'waitSeconds' => 60])->command;
        echo "$command->state $command->outcome ", $command->stationStatus ?? '', "\n";
    } while ($command->outcome === 'Pending');
} catch (SoapFault $fault) {
    fwrite(STDERR, told($fault) . "\n");
    exit(1);
}
exit($command->outcome === 'Succeeded' ? 0 : 1);
