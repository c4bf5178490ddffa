// Asks for a command to be carried out, what has become of it, and for a fault: ./call ADDRESS USER PASSWORD CHARGE_POINT
#include "soapCommandServiceSoap12Proxy.h"
#include "CommandServiceSoap12.nsmap"

#include <iostream>
#include <string>

static std::string told(CommandServiceSoap12Proxy &proxy) {
    const SOAP_ENV__Detail *detail = proxy.soap->fault ? proxy.soap->fault->SOAP_ENV__Detail : nullptr;
    const auto *fault = detail ? detail->motown__motownFault : nullptr;
    if (!fault) {
        proxy.soap_stream_fault(std::cerr);
        return "no fault of ours";
    }
    return soap_motown__FaultCode2s(proxy.soap, fault->code);
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    const std::string address = arguments[1];
    CommandServiceSoap12Proxy proxy(address.c_str());
    const auto authorize = [&] { proxy.soap->userid = arguments[2]; proxy.soap->passwd = arguments[3]; };

    _command__ClearCache clear;
    clear.requestId = "gsoap-1";
    clear.chargePointId = arguments[4];
    _command__ClearCacheResponse receipt;
    authorize();
    if (proxy.ClearCache(&clear, receipt) != SOAP_OK) { proxy.soap_stream_fault(std::cerr); return 1; }
    std::cout << "told " << soap_command__CommandState2s(proxy.soap, receipt.receipt->state) << std::endl;

    _command__GetCommand get;
    get.commandId = receipt.receipt->commandId;
    int seconds = 30;
    get.waitSeconds = &seconds;
    _command__GetCommandResponse answer;
    authorize();
    if (proxy.GetCommand(&get, answer) != SOAP_OK) { proxy.soap_stream_fault(std::cerr); return 1; }
    std::cout << "told " << soap_command__CommandOutcome2s(proxy.soap, answer.command->outcome) << std::endl;

    get.commandId = "nothing of the kind";
    authorize();
    if (proxy.GetCommand(&get, answer) == SOAP_OK) return 1;
    std::cout << "told " << told(proxy) << std::endl;
    return 0;
}
