import { cifarFrom, type CifarFamily } from "./cifar.ts";

const fine =
  "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle " +
  "caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant " +
  "flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man " +
  "maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree " +
  "plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail " +
  "snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout " +
  "tulip turtle wardrobe whale willow_tree wolf woman worm";

/** Records begin with the coarse label; the class is the fine one after it. */
export const cifar100Family: CifarFamily = {
  name: "cifar100",
  title: "CIFAR-100",
  summary: "CIFAR-100: 50,000 + 10,000 colour photographs of 100 (fine) classes, 32x32x3",
  classNames: fine.split(" "),
  folder: "cifar-100-binary",
  trainFiles: ["train.bin"],
  testFile: "test.bin",
  pickled: { folder: "cifar-100-python", labels: ["coarse_labels", "fine_labels"] },
  labels: { labels: 2, label: 1 },
  normalisation: { mean: [0.5071, 0.4865, 0.4409], std: [0.2673, 0.2564, 0.2762] },
};

export const cifar100 = cifarFrom(cifar100Family, {
  url: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
  md5: "03b5dce01913d631647c71ecec9e9cb8",
});
