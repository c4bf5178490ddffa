import jakarta.xml.ws.soap.AddressingFeature;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.net.URL;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import ocpp.*;

/** A session of OCPP 1.5 through the classes that wsimport made; WS-Addressing is insisted on in both directions. */
public class Charge {
    static XMLGregorianCalendar at(int minute) throws Exception {
        return DatatypeFactory.newInstance().newXMLGregorianCalendar(String.format("2026-03-01T12:%02d:00Z", minute));
    }

    public static void main(String[] arguments) throws Exception {
        String me = System.getProperty("identity");
        CentralSystemService_Service found = new CentralSystemService_Service(new URL(System.getProperty("wsdl")));
        CentralSystemService central = found.getPort(CentralSystemService.class, new AddressingFeature(true, true));

        BootNotificationRequest boot = new BootNotificationRequest();
        boot.setChargePointVendor("ACME");
        boot.setChargePointModel("JAX-WS");
        System.out.println("BootNotification " + central.bootNotification(boot, me).getStatus());
        System.out.println("Heartbeat " + central.heartbeat(new HeartbeatRequest(), me).getCurrentTime());
        StatusNotificationRequest status = new StatusNotificationRequest();
        status.setConnectorId(1);
        status.setStatus(ChargePointStatus.AVAILABLE);
        status.setErrorCode(ChargePointErrorCode.NO_ERROR);
        central.statusNotification(status, me);
        AuthorizeRequest authorize = new AuthorizeRequest();
        authorize.setIdTag("T");
        System.out.println("Authorize " + central.authorize(authorize, me).getIdTagInfo().getStatus());
        charge(central, me);
        FirmwareStatusNotificationRequest firmware = new FirmwareStatusNotificationRequest();
        firmware.setStatus(FirmwareStatus.INSTALLED);
        central.firmwareStatusNotification(firmware, me);
        DiagnosticsStatusNotificationRequest diagnostics = new DiagnosticsStatusNotificationRequest();
        diagnostics.setStatus(DiagnosticsStatus.UPLOADED);
        central.diagnosticsStatusNotification(diagnostics, me);
        DataTransferRequest transfer = new DataTransferRequest();
        transfer.setVendorId("org.acme");
        System.out.println("DataTransfer " + central.dataTransfer(transfer, me).getStatus());
        try {
            status.setConnectorId(-1);
            central.statusNotification(status, me);
        } catch (SOAPFaultException refused) {
            System.out.println("Fault " + refused.getMessage());
        }
    }

    static void charge(CentralSystemService central, String me) throws Exception {
        StartTransactionRequest start = new StartTransactionRequest();
        start.setConnectorId(1);
        start.setIdTag("T");
        start.setTimestamp(at(0));
        start.setMeterStart(1000);
        int number = central.startTransaction(start, me).getTransactionId();
        System.out.println("StartTransaction " + number);
        MeterValue.Value one = new MeterValue.Value();
        one.setValue("1010");
        MeterValue read = new MeterValue();
        read.setTimestamp(at(1));
        read.getValue().add(one);
        MeterValuesRequest meter = new MeterValuesRequest();
        meter.setConnectorId(1);
        meter.setTransactionId(number);
        meter.getValues().add(read);
        central.meterValues(meter, me);
        StopTransactionRequest stop = new StopTransactionRequest();
        stop.setTransactionId(number);
        stop.setTimestamp(at(9));
        stop.setMeterStop(2000);
        central.stopTransaction(stop, me);
    }
}
