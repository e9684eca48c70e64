"""Density: where incidents crowd, as a rate over the sea that is the same at every zoom.

`density_of` gives a `Density`; `images` draws it.
"""

from analytics.density.density import Density as Density
from analytics.density.density import densities_by_part as densities_by_part
from analytics.density.density import density_of as density_of
from analytics.density.heat import Heat as Heat
from analytics.density.heat import heat_maps_by_part as heat_maps_by_part
from analytics.density.heat import heat_of as heat_of
from analytics.density.images import density_image as density_image
from analytics.density.images import density_map as density_map
