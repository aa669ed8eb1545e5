"""Averages of weights over steps and over runs."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from stance.models.averaging import soup  # noqa: E402
from stance.models.cues import CueScorer  # noqa: E402
from stance.models.net import StanceNet  # noqa: E402
from stance.models.stacked import weigh  # noqa: E402
from stance.models.table import Table  # noqa: E402


def _net(value: float) -> StanceNet:
    net = StanceNet(torch.nn.Linear(2, 4), 4, [1.0, 1.0, 1.0])
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(value)
    return net


def test_the_average_follows_the_weights_and_takes_their_place_in_the_end() -> None:
    net = _net(0.0)
    net.keep_average()
    seen = []
    for step in range(1, 21):
        with torch.no_grad():
            net.head.weight.fill_(float(step))
        net.update_average(0.5)
        assert net.averaged is not None
        seen.append(float(net.averaged["head"].weight[0, 0]))
    assert seen == sorted(seen)
    # Half of the way at each step: one and then a bit behind.
    assert 18.5 < seen[-1] < 19.5
    net.settle()
    assert net.averaged is None
    assert net.head.weight[0, 0].item() == pytest.approx(seen[-1])


def test_frozen_weights_stay_what_they_are() -> None:
    net = _net(1.0)
    net.encoder.requires_grad_(False)
    net.keep_average()
    with torch.no_grad():
        net.encoder.weight.fill_(5.0)
    net.update_average(0.9)
    assert net.averaged is not None
    assert float(net.averaged["encoder"].weight[0, 0]) == 1.0


def test_a_checkpoint_holds_weights_and_average() -> None:
    net = _net(1.0)
    net.keep_average()
    net.update_average(0.9)
    other = _net(0.0)
    other.keep_average()
    other.load_state_dict(net.state_dict())
    assert int(other.averaged_steps) == 1
    assert other.averaged is not None
    assert float(other.averaged["head"].weight[0, 0]) == 1.0


def test_a_soup_leaves_frozen_weights_to_the_bit() -> None:
    nets = [_net(0.1) for _ in range(3)]
    nets[0].encoder.requires_grad_(False)
    before = nets[0].encoder.weight.clone()
    assert torch.equal(soup(nets).encoder.weight, before)


def test_a_soup_is_the_mean_of_the_weights() -> None:
    mean = soup([_net(1.0), _net(2.0), _net(6.0)])
    assert all(torch.allclose(parameter, torch.tensor(3.0)) for parameter in mean.parameters())


class _Half:
    kind = "half"

    def predict_proba(self, table: Table) -> np.ndarray:
        return np.full((len(table.text), 3), 0.5)


def test_labelling_functions_with_a_weight_of_their_own() -> None:
    table = Table(["the reports were false"], ["denied that"], ["She denied that the reports were false."])
    cues = CueScorer().predict_proba(table)
    alone = weigh(_Half(), 1.0).predict_proba(table)  # type: ignore[arg-type]
    strong = weigh(_Half(), 9.0).predict_proba(table)  # type: ignore[arg-type]
    assert cues[0, 0] > 0.5
    assert 0.5 < alone[0, 0] < strong[0, 0]
    assert alone[0, 1] < 0.5
