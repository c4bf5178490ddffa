// Asks for a command to be carried out, what has become of it, and for a fault: Call ADDRESS USER PASSWORD CHARGE_POINT
using System;
using System.Net;
using System.Web.Services.Protocols;
using System.Xml;

public static class Call
{
    private static XmlElement[] others;

    public static int Main(string[] arguments)
    {
        var service = new CommandService
        {
            Url = arguments[0],
            Credentials = new NetworkCredential(arguments[1], arguments[2]),
        };
        var receipt = service.ClearCache(
            "mono-1", arguments[3], default(DateTime), false, default(DateTime), false, null, ref others);
        Console.WriteLine("told " + receipt.state);
        Console.WriteLine("told " + service.GetCommand(
            receipt.commandId, 30, true, CommandState.Finished, true, ref others).outcome);
        try
        {
            service.GetCommand("nothing of the kind", 0, false, CommandState.Finished, false, ref others);
        }
        catch (SoapException fault)
        {
            Console.WriteLine("told " + fault.Detail.FirstChild["code", "urn:motown:ws:v1:types"].InnerText);
            return 0;
        }
        return 1;
    }
}
