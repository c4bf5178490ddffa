import jakarta.xml.ws.BindingProvider;
import java.net.URL;
import java.util.Map;
import motown.command.ClearCache;
import motown.command.CommandPort;
import motown.command.CommandReceipt;
import motown.command.CommandService;
import motown.command.GetCommand;
import motown.command.MotownFault_Exception;

/** Asks a running server for a command, what has become of it, and for a fault: ADDRESS USER PASSWORD CHARGE_POINT. */
public class Served {
    public static void main(String[] arguments) throws Exception {
        URL wsdl = new URL(System.getProperty("wsdl") + "/command.wsdl");
        CommandPort port = new CommandService(wsdl).getCommandServiceSoap11();
        Map<String, Object> context = ((BindingProvider) port).getRequestContext();
        context.put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, arguments[0]);
        context.put(BindingProvider.USERNAME_PROPERTY, arguments[1]);
        context.put(BindingProvider.PASSWORD_PROPERTY, arguments[2]);
        ClearCache clear = new ClearCache();
        clear.setRequestId("jaxws-1");
        clear.setChargePointId(arguments[3]);
        CommandReceipt receipt = port.clearCache(clear).getReceipt();
        System.out.println("told " + receipt.getState().value());
        GetCommand get = new GetCommand();
        get.setCommandId(receipt.getCommandId());
        get.setWaitSeconds(30);
        System.out.println("told " + port.getCommand(get).getCommand().getOutcome().value());
        get.setCommandId("nothing of the kind");
        try {
            port.getCommand(get);
        } catch (MotownFault_Exception fault) {
            System.out.println("told " + fault.getFaultInfo().getCode().value());
        }
    }
}
