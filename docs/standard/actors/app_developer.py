"""A third-party developer's app: what is free nearby, what others say of it, a review, and changes as they happen.

Starting for a driver needs a grant with the driver's idTag as a constraint; then StartTransaction, ListTransactions and
GetSessionDiagnostics work for that driver (see e_mobility_provider.py and car.py).

Not in this version: what it will cost, by Quote of TariffService.
"""

from motown import arguments, new_id

motown, (latitude, longitude, metres) = arguments("LATITUDE", "LONGITUDE", "METRES")

near = {"latitude": latitude, "longitude": longitude, "radiusMeters": metres}
first = motown.chargepoint.ListChargePoints(near=near, page={"limit": 1})
places = list(motown.pages(motown.chargepoint.ListChargePoints, "chargePoint", near=near, view="Full"))
for one in sorted(places, key=lambda place: place.distanceMeters):
    free = sum(connector.status == "Available" for connector in one.connector)
    stars = one.reviewSummary.averageStars if one.reviewSummary is not None else None
    print(one.chargePointId, f"{one.distanceMeters} m", f"{free} of {len(one.connector)} free", stars or "no reviews")

if places:
    posted = motown.chargepoint.PostReview(requestId=new_id(), chargePointId=places[0].chargePointId, stars=4,
                                           text="Easy to find, behind the bakery.", author="Jo")
    print("review", posted.reviewId)
    for review in motown.pages(motown.chargepoint.ListReviews, "review", chargePointId=places[0].chargePointId):
        print("*" * review.stars, review.text or "", "-", review.author or "somebody")

subscription = motown.subscription.Subscribe(
    requestId=new_id(), name=f"app {new_id()}", mode="Pull", filter={"typePrefix": ["motown.StatusChanged"]},
    startAfterPosition=first.pageInfo.asOfPosition)
answer = motown.subscription.PullMessages(subscriptionId=subscription.subscriptionId, waitSeconds=10)
for event in answer.event:
    status = next(one.value for one in event.attribute if one.name == "status")
    print("now", event.chargePointId, event.connectorId, status)
motown.subscription.PullMessages(subscriptionId=subscription.subscriptionId, acknowledgePosition=answer.nextPosition)
motown.subscription.Unsubscribe(requestId=new_id(), subscriptionId=subscription.subscriptionId)
