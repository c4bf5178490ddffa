import jakarta.xml.ws.BindingProvider;
import java.net.URL;
import motown.command.CommandPort;
import motown.command.CommandService;
import motown.command.CommandState;
import motown.command.GetCommand;
import motown.command.MotownFault_Exception;
import motown.command.StartTransaction;

/** Starts a transaction and looks what has become of it. */
public class Call {
    public static void main(String[] arguments) throws Exception {
        URL wsdl = new URL(System.getProperty("wsdl") + "/command.wsdl");
        CommandPort port = new CommandService(wsdl).getCommandServiceSoap11();
        StartTransaction start = new StartTransaction();
        start.setRequestId("r-1");
        start.setChargePointId("EV-0001");
        start.setConnectorId(1);
        start.setIdTag("04A1B2C3");
        GetCommand get = new GetCommand();
        get.setCommandId("c-1");
        get.setWaitFor(CommandState.FINISHED);
        call(port, "/");
        System.out.println("told " + port.startTransaction(start).getReceipt().getPosition());
        System.out.println("told " + port.getCommand(get).getCommand().getOutcome());
        call(port, "/fault");
        try {
            port.startTransaction(start);
        } catch (MotownFault_Exception fault) {
            System.out.println("told " + fault.getFaultInfo().getCode() + " " + fault.getFaultInfo().isRetryable());
        }
    }

    private static void call(CommandPort port, String path) {
        ((BindingProvider) port).getRequestContext().put(
            BindingProvider.ENDPOINT_ADDRESS_PROPERTY, System.getProperty("address") + path);
    }
}
