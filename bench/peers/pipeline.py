"""Augmented batches of 128 images as PyTorch users make them: a Dataset that flips and crops by sample, a DataLoader, this process."""
import json
import time

import torch
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)
mean, std = torch.tensor([0.5, 0.5, 0.5]).view(3, 1, 1), torch.tensor([0.25, 0.25, 0.25]).view(3, 1, 1)


class Images(Dataset):
    def __init__(self, n):
        self.images = torch.randint(0, 256, (n, 3, 32, 32), dtype=torch.uint8)
        self.labels = torch.randint(0, 10, (n,))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        x = (self.images[i].float() / 255 - mean) / std
        if torch.rand(()) < 0.5:
            x = x.flip(2)
        x = torch.nn.functional.pad(x, (4, 4, 4, 4))
        top, left = torch.randint(0, 9, (2,)).tolist()
        return x[:, top:top + 32, left:left + 32], self.labels[i]


times, begun = [], time.perf_counter()
for _ in DataLoader(Images(128 * 20), batch_size=128, shuffle=True):
    now = time.perf_counter()
    times.append((now - begun) * 1000)
    begun = now
times = sorted(times[3:])
print(json.dumps({"median": times[len(times) // 2], "min": times[0], "max": times[-1]}))
