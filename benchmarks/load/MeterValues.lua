-- Ten values of the running transaction, sampled at one moment, none of them seen before.

local charge_points = require("charge_points")

local VALUE = '<cs:value context="Sample.Periodic" format="Raw" measurand="%s" location="%s" unit="%s">%%.3f</cs:value>'
local VALUES = {}
for _, value in ipairs({
   { "Energy.Active.Import.Register", "Outlet", "Wh" },
   { "Energy.Reactive.Import.Register", "Outlet", "varh" },
   { "Energy.Active.Import.Interval", "Outlet", "Wh" },
   { "Power.Active.Import", "Outlet", "W" },
   { "Power.Reactive.Import", "Outlet", "var" },
   { "Current.Import", "Outlet", "Amp" },
   { "Voltage", "Outlet", "Volt" },
   { "Voltage", "Inlet", "Volt" },
   { "Temperature", "Body", "Celsius" },
   { "Temperature", "Outlet", "Celsius" },
}) do
   table.insert(VALUES, string.format(VALUE, value[1], value[2], value[3]))
end

local BODY = "<cs:meterValuesRequest><cs:connectorId>1</cs:connectorId><cs:transactionId>%s</cs:transactionId>"
   .. "<cs:values><cs:timestamp>%s</cs:timestamp>" .. table.concat(VALUES) .. "</cs:values></cs:meterValuesRequest>"

function request()
   local message = charge_points.next()
   local n = message.number
   local body = string.format(BODY, charge_points.transactions[message.index], message.time,
      1000 + n * 0.125, 50 + n * 0.0625, 10 + n % 97 * 0.25, 3600 + n % 251 * 0.5, 100 + n % 89 * 0.25,
      16 + n % 61 * 0.0625, 230 + n % 41 * 0.125, 231 + n % 37 * 0.125, 25 + n % 53 * 0.0625, 30 + n % 59 * 0.0625)
   return charge_points.request(message, "MeterValues", body)
end
