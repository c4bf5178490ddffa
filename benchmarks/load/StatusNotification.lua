-- Connector 1 of each charge point becomes occupied and available in turn.

local charge_points = require("charge_points")

local BODY = "<cs:statusNotificationRequest><cs:connectorId>1</cs:connectorId><cs:status>%s</cs:status>"
   .. "<cs:errorCode>NoError</cs:errorCode><cs:info>round %d</cs:info><cs:timestamp>%s</cs:timestamp>"
   .. "</cs:statusNotificationRequest>"

function request()
   local message = charge_points.next()
   local status = message.round % 2 == 0 and "Occupied" or "Available"
   local body = string.format(BODY, status, message.round, message.time)
   return charge_points.request(message, "StatusNotification", body)
end
