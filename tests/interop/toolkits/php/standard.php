<?php
// A client of the open standard: php standard.php ADDRESS 1.1|1.2 < calls.json
// calls.json: [[WSDL, operation, fields, "fault" or ""], ...]. Prints each answer, or the detail of the fault, as a line.

[, $address, $version] = $argv;
foreach (json_decode(stream_get_contents(STDIN), true) as [$wsdl, $operation, $fields, $kind]) {
    $client = new SoapClient($wsdl, [
        'soap_version' => $version === '1.1' ? SOAP_1_1 : SOAP_1_2,
        'location' => "$address/$kind",
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    ]);
    try {
        $answer = $client->$operation($fields);
    } catch (SoapFault $fault) {
        if (!isset($fault->detail->motownFault)) {
            throw $fault;
        }
        $answer = $fault->detail->motownFault;
    }
    $told = ['operation' => $operation, 'answer' => $answer];
    echo json_encode($told, JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), "\n"; // payloads are bytes
}
