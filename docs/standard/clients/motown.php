<?php
// A client of one of the services, as the other scripts want it.

function client(string $services, string $name, string $user, string $password): SoapClient
{
    $authorization = 'Authorization: Basic ' . base64_encode("$user:$password");
    return new SoapClient("$services/$name/v1?wsdl", [
        'soap_version' => SOAP_1_2,
        'login' => $user,
        'password' => $password,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS, // lists of one are lists too
        'cache_wsdl' => WSDL_CACHE_NONE,
        'stream_context' => stream_context_create(['http' => ['header' => $authorization]]),
    ]);
}

function told(SoapFault $fault): string
{
    $detail = $fault->detail->motownFault ?? null;
    return $detail ? "refused: $detail->code: $detail->message" : $fault->getMessage();
}
