"""Networks: small ones made of the operators, and trained ones whose border can be exchanged."""

from convbook.nets.depthwise import depthwise_net
from convbook.nets.even import even_resnet
from convbook.nets.hed import hed_vgg16
from convbook.nets.mobilenet import mobilenet_v2_trunk
from convbook.nets.small import small_resnet, small_vgg
from convbook.nets.ssd import face_ssd

__all__ = [
    "depthwise_net",
    "even_resnet",
    "face_ssd",
    "hed_vgg16",
    "mobilenet_v2_trunk",
    "small_resnet",
    "small_vgg",
]
