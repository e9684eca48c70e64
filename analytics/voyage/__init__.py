"""Voyages: the way a ship takes, the waters it leads through and when, and what is known of each.

    route = routes.sail(waypoints, avoid)          the way through the network of sea routes (or `routes.follow`: as a file states)
    passage = legs.pass_along(route, departure, speed)   the legs by sea region, with times, day and night
    assessment.assess_voyage(...)                  what is known of each leg, what is expected, and what nobody watches

This subject stands above the others: it asks coverage, risk, density and gap, and works out nothing a second way.
"""
